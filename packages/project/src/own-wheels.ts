import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import {
  addAll,
  type Config,
  compareText,
  type Distribution,
  type Finding,
  finding,
  type ProjectReading,
  scriptOfCode,
  type SourceFile,
  sortedBy,
  type Target,
  usageError,
} from '@exuvia/model'
import { chooseWheel, compareVersions, headers, normalizeName } from '@exuvia/packaging'
import { type Gap, oneTarget } from './gaps.ts'
import { globFiles, globMatches } from './config-files.ts'
import { openContent } from './content.ts'
import type { KnownProject } from './known-project.ts'
import { placeConfigured } from './own-files.ts'
import type { OwnContents, OwnProject } from './own-project.ts'
import type { Tree, TreeFile } from './tree.ts'
import type { WheelReader } from './kept-wheel.ts'
import type { Wheel } from './wheel.ts'
import { wheelChoice } from './wheel-choice.ts'

/** Wheels of the project itself. */
export interface OwnWheels {
  readonly from: Exclude<ProjectReading['from'], 'static'>
  /** Absolute paths. */
  readonly paths: readonly string[]
  /** How they came here. */
  readonly findings: readonly Finding[]
}

/**
 * Reads the project from its own wheels, which say what its backend puts where. Files that the configuration adds
 * come from the project's folder.
 * @param known what the project's tables say of it, which the wheels must agree with
 * @param version `--version`
 * @throws usage errors `wheel-of-another-project`, `wheels-of-several-versions`; what `readWheel` throws
 */
export async function readOwnWheels(
  own: OwnWheels,
  tree: Tree,
  known: KnownProject,
  config: Config,
  license: (normalizedName: string) => string | undefined,
  reader: WheelReader,
): Promise<OwnProject> {
  const all: Wheel[] = []
  for (const path of [...new Set(own.paths)].sort((a, b) => compareText(basename(a), basename(b)))) {
    const wheel = await reader(path)
    const configured = license(wheel.normalizedName)
    all.push(configured === undefined ? wheel : await reader(path, configured))
  }
  const wheels = chosenVersion(all, known)
  const [first] = wheels
  if (first === undefined) throw new Error('a project is read from its wheels only if there are some')
  const findings: Finding[] = [...own.findings]
  const configured = await placeConfigured(tree, config, findings)
  const contents = new Map<Wheel, OwnContents>()
  for (const wheel of wheels) {
    addAll(findings, wheel.findings)
    const files = await placeFiles(wheel, tree, config, configured)
    const distribution = asOwnDistribution(wheel, files, wheels.length > 1 || isForPlatforms(wheel))
    contents.set(wheel, { distribution, dependencies: wheel.requires })
  }
  return {
    name: first.name,
    normalizedName: first.normalizedName,
    version: first.version,
    versionSource: first.filename,
    reading: { from: own.from, wheels: wheels.map((wheel) => wheel.filename) },
    wheels,
    contentsFor: (target: Target) => {
      const wheel = chooseWheel(wheels, target)
      return wheel === undefined ? undefined : contents.get(wheel)
    },
    dependencies: first.requires,
    requiresPython: first.requiresPython,
    extras: headers(first.metadata, 'Provides-Extra').map(normalizeName),
    optional: new Map(),
    hasUnknownDependencies: false,
    nativeSources: [],
    findings,
  }
}

/** Another machine has another wheel of the same project, and their parts are merged. */
function isForPlatforms(wheel: Wheel): boolean {
  return !wheel.platforms.includes('any')
}

function asOwnDistribution(wheel: Wheel, files: readonly SourceFile[], isOneOfMany: boolean): Distribution {
  const id = `${wheel.normalizedName}==${wheel.version}`
  return {
    id: isOneOfMany ? `${id} ${wheel.filename}` : id,
    name: wheel.name,
    normalizedName: wheel.normalizedName,
    version: wheel.version,
    license: wheel.license,
    requiresPython: wheel.requiresPython,
    entryPoints: wheel.entryPoints,
    files: sortedBy(files, (file) => file.path),
    // The policy treats it as the project itself.
    wheel: undefined,
    ownWheel: wheel.filename,
    native: wheel.native,
  }
}

/** Keeps the wheels of the project's version, and refuses those of other projects. */
function chosenVersion(wheels: readonly Wheel[], known: KnownProject): Wheel[] {
  const { normalizedName } = known
  for (const wheel of wheels) {
    if (normalizedName !== undefined && wheel.normalizedName !== normalizedName) {
      throw otherProject(wheel, known)
    }
  }
  const [first] = wheels
  const version = known.version
  const chosen =
    version === undefined ? wheels : wheels.filter((wheel) => compareVersions(wheel.version, version) === 0)
  if (first !== undefined && chosen.length === 0) throw otherProject(first, known)
  const [one] = chosen
  if (chosen.some((wheel) => wheel.version !== one?.version || wheel.normalizedName !== one.normalizedName)) {
    throw usageError('wheels-of-several-versions', { wheels: chosen.map((wheel) => wheel.filename) })
  }
  return [...chosen]
}

function otherProject(wheel: Wheel, known: KnownProject): Error {
  const expected = [known.name ?? wheel.name, known.version].filter((part) => part !== undefined).join(' ')
  const found = `${wheel.name} ${wheel.version}`
  return usageError('wheel-of-another-project', { wheel: wheel.filename, found, expected })
}

/** The wheel's files without those that the configuration excludes, and the files that it adds. */
async function placeFiles(
  wheel: Wheel,
  tree: Tree,
  config: Config,
  configured: readonly SourceFile[],
): Promise<SourceFile[]> {
  const sources = sourceIndex(tree)
  const isExcluded = await exclusionTest(wheel, tree, config)
  const added = new Set(configured.map((file) => file.path))
  const kept: SourceFile[] = []
  for (const file of wheel.files) {
    if (added.has(file.path) || isExcluded(file)) continue
    const origin = sources(placeInWheel(file), file.size)
    kept.push(origin === undefined ? file : { ...file, origin })
  }
  return [...kept, ...configured]
}

/** A file's path in the folder that the wheel installs: `tidemark/cli.py`, `tidemark-import`. */
function placeInWheel(file: SourceFile): string {
  return scriptOfCode(file.path) ?? file.path.replace(/^(?:lib|bin)\//, '')
}

/** Finds the file of the project that a file of the wheel was made from, by place and size. */
function sourceIndex(tree: Tree): (place: string, size: number) => string | undefined {
  const byName = Map.groupBy(tree.files.values(), (file) => basename(file.path))
  return (place, size) =>
    (byName.get(basename(place)) ?? [])
      .filter((file) => isPlacedAt(file.path, place) && file.size === size)
      .sort((a, b) => a.path.length - b.path.length || compareText(a.path, b.path))[0]?.path
}

function isPlacedAt(source: string, place: string): boolean {
  return source === place || source.endsWith(`/${place}`)
}

/**
 * Whether `project.exclude` names a file of the wheel: by its place in the wheel, or as the source it was made
 * from. A backend may move a file, so an excluded source that is found at no place of the wheel is also looked for
 * by its name and bytes.
 */
async function exclusionTest(
  wheel: Wheel,
  tree: Tree,
  config: Config,
): Promise<(file: SourceFile) => boolean> {
  if (config.project.exclude.length === 0) return () => false
  const places = new Map(wheel.files.map((file) => [placeInWheel(file), file]))
  const inWheel = new Set(globMatches(config.project.exclude, [...places.keys()]))
  const excluded = new Set(inWheel)
  const moved: TreeFile[] = []
  for (const path of globFiles(tree, config, 'exclude', [...places.keys()])) {
    const source = tree.files.get(path)
    if (source?.state !== 'file') continue
    const found = [...places.keys()].filter((place) => isPlacedAt(path, place))
    for (const place of found) excluded.add(place)
    if (found.length === 0 && source.size > 0) moved.push(source)
  }
  for (const source of moved) {
    for (const [place, file] of places) {
      const isAlike = basename(place) === basename(source.path) && file.size === source.size
      if (isAlike && (await sameBytes(source, file))) excluded.add(place)
    }
  }
  return (file) => excluded.has(placeInWheel(file))
}

async function sameBytes(source: TreeFile, file: SourceFile): Promise<boolean> {
  const [a, b] = await Promise.all([digest({ kind: 'disk', path: source.absolute }), digest(file.content)])
  return a === b
}

async function digest(content: SourceFile['content']): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of openContent(content)) hash.update(piece)
  return hash.digest('hex')
}

/** What a target without a fitting wheel of the project lacks. */
export function ownGap(own: OwnProject): Gap {
  const available = own.wheels.map(wheelChoice)
  return {
    key: 'project-wheel-missing',
    report: (targets) =>
      finding('project-wheel-missing', 'error', oneTarget(targets), { target: targets, available }),
  }
}
