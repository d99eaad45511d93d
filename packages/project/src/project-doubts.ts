import { resolve } from 'node:path'
import type { TomlView } from '@exuvia/files'
import { type Config, ExuviaError } from '@exuvia/model'
import { tagsAtHead } from './git.ts'
import { backendOf, dynamicFields } from './layouts/backends.ts'
import { type DoubtSubject, type Doubts, requiredNames } from './layouts/doubts.ts'
import { readProjectText } from './project-text.ts'
import { versionFromBackend } from './project-version.ts'
import { findPyproject } from './pyproject.ts'
import { readSdistFacts, statesField } from './sdist-facts.ts'
import { readTree } from './tree.ts'

export interface DoubtOptions {
  readonly config: Config
  /** `--version`. */
  readonly version?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/** Plug-ins that take the version from version control. At a plain tag of an unchanged tree all agree. */
const VERSION_CONTROL = new Set(['setuptools-scm', 'hatch-vcs'])

/**
 * Names what the static reader does not understand of a project: only the project's own backend knows it.
 * @returns reasons, in words that end a sentence; none if the reader understands everything
 */
export async function findProjectDoubts(folder: string, options: DoubtOptions): Promise<Doubts> {
  const root = resolve(folder)
  const { config, env, signal } = options
  const read = (path: string): Promise<string | undefined> => readProjectText(root, path)
  const pyproject = await findPyproject(root)
  if (pyproject?.has('project') !== true) {
    if (pyproject?.table('tool').has('poetry') === true)
      return ['[tool.poetry] describes it without [project]']
    const names: string[] = []
    for (const name of ['setup.cfg', 'setup.py']) if ((await read(name)) !== undefined) names.push(name)
    if (names.length > 0) return [`${names.join(' and ')} describe${names.length === 1 ? 's' : ''} it`]
    if (pyproject?.table('tool').has('flit') === true) return ['[tool.flit] describes it without [project]']
    return pyproject === undefined ? [] : ['pyproject.toml has no [project]']
  }
  const sdist = await readSdistFacts(root, pyproject.table('project').string('name'))
  const subject: DoubtSubject = {
    tree: await readTree(root, { env, signal }),
    pyproject,
    sdist,
    isVersionGiven: options.version !== undefined,
    areFilesListed: config.project.sources.length > 0,
    read,
  }
  const backend = backendOf(pyproject)
  const inTree = pyproject.table('build-system').has('backend-path')
    ? ['the project brings its own backend']
    : []
  return [
    ...inTree,
    ...(await backend.doubts(subject)),
    ...(await versionDoubts(root, subject, options)),
    ...licenseDoubts(subject),
    ...(await fieldDoubts(subject)),
  ]
}

/** Dynamic fields that neither the backend's tables nor an sdist state. */
async function fieldDoubts({ pyproject, sdist, read }: DoubtSubject): Promise<string[]> {
  const dynamic = dynamicFields(pyproject)
  const backend = backendOf(pyproject)
  const description = await backend.description?.({ pyproject, read: async (path) => read(path ?? '') })
  const isFound = (field: string): boolean =>
    field === 'version' ||
    statesField(sdist, field) ||
    backend.findsField?.(field, pyproject) === true ||
    (field === 'description' && description !== undefined)
  const open = dynamic.filter((field) => !isFound(field))
  return open.length === 0 ? [] : [`${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} dynamic`]
}

/** A licence table, of which uv_build and poetry-core make different things from version to version. */
function licenseDoubts({ pyproject }: DoubtSubject): string[] {
  const isTable = typeof pyproject.table('project').value('license') === 'object'
  const name = pyproject.table('build-system').string('build-backend') ?? ''
  return isTable && /^(?:uv_build|poetry\.)/.test(name)
    ? [`only ${name} knows what project.license becomes`]
    : []
}

async function versionDoubts(root: string, subject: DoubtSubject, options: DoubtOptions): Promise<string[]> {
  const { pyproject, sdist } = subject
  const project = pyproject.table('project')
  if (project.has('version') || subject.isVersionGiven || sdist !== undefined) return []
  const { env, signal } = options
  try {
    if ((await versionFromBackend(pyproject, { root, given: undefined, env, signal })) !== undefined)
      return []
  } catch (error) {
    // Every reader refuses a file that leads out of the project.
    if (!(error instanceof ExuviaError) || error.code !== 'bad-pyproject') throw error
    return ['the version is not a plain literal']
  }
  return (await isPlainlyTagged(root, pyproject, options)) ? [] : ['the version is computed during the build']
}

/** Whether version control states the version beyond doubt: one plain tag at HEAD, and a plug-in without settings. */
async function isPlainlyTagged(root: string, pyproject: TomlView, options: DoubtOptions): Promise<boolean> {
  if (!requiredNames(pyproject).some((name) => VERSION_CONTROL.has(name))) return false
  const settings = pyproject.table('tool', 'setuptools_scm').keys()
  if (settings.some((key) => key !== 'version_file' && key !== 'write_to')) return false
  const tags = await tagsAtHead(root, options)
  return tags.length === 1 && /^v?\d+(?:\.\d+)+(?:(?:a|b|rc)\d+)?$/.test(tags[0] ?? '')
}
