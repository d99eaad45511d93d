import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_CONFIG, type Config, findingSentence } from '@exuvia/model'
import { parseTarget, wheelTags } from '@exuvia/packaging'
import type { DependencySource } from '../src/dependency-source.ts'
import { reportGaps } from '../src/gaps.ts'
import type { ListRequest, LockedFile, WheelBuilder, WheelStore } from '../src/index.ts'
import { openDependencies } from '../src/open-dependencies.ts'

import { readProjectMetadata } from '../src/project-metadata.ts'
import { readPyproject } from '../src/pyproject.ts'
import { parseTargets } from '../src/targets.ts'
import { readTree } from '../src/tree.ts'
import { ENV, makeProject } from './helpers.ts'

export const FIXTURES = join(import.meta.dirname, 'fixtures/locks')

/** Reads a file of fixtures/locks, which the real uv made. */
export function fixture(name: string): Promise<string> {
  return readFile(join(FIXTURES, name), 'utf8')
}

/** A store that has nothing: it says where wheels would be, and remembers what it was asked. */
export function emptyStore(
  files: readonly LockedFile[] = [],
): WheelStore & { readonly asked: ListRequest[] } {
  const asked: ListRequest[] = []
  return {
    asked,
    placeOf: (file) => `/store/${file.filename}`,
    bring: async () => {},
    withdrawn: async (requests) => requests.map(() => new Map()),
    list: async (requests) => {
      asked.push(...requests)
      return requests.map(({ name, digests }) =>
        files.filter(
          (file) =>
            file.filename.split('-')[0]?.replaceAll('_', '-') === name &&
            digests.includes(`sha256:${file.hashes['sha256']}`),
        ),
      )
    },
  }
}

interface Options {
  readonly targets?: readonly string[]
  readonly dependencies?: Partial<Config['dependencies']>
  readonly store?: WheelStore
  readonly locked?: boolean
  readonly env?: NodeJS.ProcessEnv
  readonly builder?: WheelBuilder
  /** The project's folder below the one with the files. */
  readonly folder?: string
}

/** Opens the dependencies of a project with these files. */
export async function open(
  files: Readonly<Record<string, string>>,
  {
    targets = ['cp312-any'],
    dependencies = {},
    store,
    locked = false,
    env = ENV,
    folder = '',
    builder,
  }: Options = {},
): Promise<DependencySource> {
  const root = join(await makeProject(files), folder)
  const pyproject = await readPyproject(root)
  const tree = await readTree(root, { env: ENV, signal: undefined, skip: [] })
  const metadata = await readProjectMetadata(root, pyproject, tree)
  return openDependencies({
    root,
    pyproject,
    own: {
      ...metadata,
      version: '1.0',
      versionSource: 'a test',
      reading: { from: 'static', wheels: [] },
      wheels: [],
      contentsFor: () => undefined,
      extras: Object.keys(metadata.optionalDependencies),
      optional: new Map(Object.entries(metadata.optionalDependencies)),
      hasUnknownDependencies: false,
      nativeSources: [],
      findings: [],
    },
    config: { ...DEFAULT_CONFIG, dependencies: { ...DEFAULT_CONFIG.dependencies, ...dependencies } },
    targets: parseTargets(targets),
    licenses: new Map(),
    env,
    locked,
    openStore: async () => store ?? emptyStore(),
    builder,
  })
}

/** The wheels for a target: `tern==2.0 py3-none-any`, with the first tag and the build number, as fixtures/locks has them. */
export async function chosen(source: DependencySource, target: string): Promise<string[]> {
  const { wheels } = await source.resolve(parseTarget(target))
  return wheels
    .map((wheel) => {
      const name = wheel.normalizedName.replaceAll('-', '_')
      const build = wheel.build[0] === 0 ? '' : ` ${wheel.build[0]}`
      return `${name}==${wheel.version} ${wheelTags(wheel).toSorted()[0]}${build}`
    })
    .toSorted()
}

/** Everything that is wrong, as the terminal prints it. */
export async function complaints(source: DependencySource, targets: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    targets.map(async (target) => ({ target, gaps: (await source.resolve(parseTarget(target))).gaps })),
  )
  return [...source.findings, ...reportGaps(found)]
    .filter((item) => item.code !== 'lock-used')
    .map((item) => `${item.severity} ${item.code} ${findingSentence(item)}`)
}
