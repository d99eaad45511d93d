import { canonicalLicense } from '@exuvia/packaging'
import { resolve } from 'node:path'
import { type Config, ExuviaError } from '@exuvia/model'
import { tagsAtHead } from './git.ts'
import { hatchTable } from './hatch-toml.ts'
import { backendOf, dynamicFields } from './layouts/backends.ts'
import { findLayout } from './layouts/find-layout.ts'
import { pinDoubts } from './layouts/pinned-backend.ts'
import { type DoubtSubject, type Doubts, requiredNames } from './layouts/doubts.ts'
import { readProjectMetadata } from './project-metadata.ts'
import { readProjectText } from './project-text.ts'
import { versionFromBackend } from './project-version.ts'
import { findPyproject } from './pyproject.ts'
import { readSdistFacts, statesField } from './sdist-facts.ts'
import { type TreeReader, treeReader } from './tree-reader.ts'

export interface DoubtOptions {
  readonly config: Config
  /** `--version`. */
  readonly version?: string | undefined
  /** Reads the project's files; default: `treeReader`. */
  readonly readTree?: TreeReader | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

const NO_PROJECT = 'pyproject.toml has no [project]'

/**
 * Says what describes a project that has no `[project]`, such as setup.py, in words that end a sentence. Only the
 * project's own backend reads it.
 * @returns none if `[project]` describes it, or if the folder contains no project
 */
export async function describedElsewhere(folder: string): Promise<Doubts> {
  const root = resolve(folder)
  const pyproject = await findPyproject(root)
  if (pyproject?.has('project') === true) return []
  if (pyproject?.table('tool').has('poetry') === true) return ['[tool.poetry] describes it without [project]']
  const names: string[] = []
  for (const name of ['setup.cfg', 'setup.py']) {
    if ((await readProjectText(root, name)) !== undefined) names.push(name)
  }
  if (names.length > 0) return [`${names.join(' and ')} describe${names.length === 1 ? 's' : ''} it`]
  if (pyproject?.table('tool').has('flit') === true) return ['[tool.flit] describes it without [project]']
  return pyproject?.has('build-system') === true ? [NO_PROJECT] : []
}

/**
 * Names what the static reader does not understand of a project: only the project's own backend knows it.
 * @returns reasons, in words that end a sentence; none if the reader understands everything
 */
export async function findProjectDoubts(folder: string, options: DoubtOptions): Promise<Doubts> {
  const root = resolve(folder)
  const { config, env, signal, readTree = treeReader(root, config, { env, signal }) } = options
  const read = (path: string): Promise<string | undefined> => readProjectText(root, path)
  const pyproject = await findPyproject(root)
  if (pyproject?.has('project') !== true) {
    const elsewhere = await describedElsewhere(root)
    return elsewhere.length > 0 || pyproject === undefined ? elsewhere : [NO_PROJECT]
  }
  const sdist = await readSdistFacts(root, pyproject.table('project').string('name'))
  const subject: DoubtSubject = {
    tree: await readTree(),
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
  const doubts = [
    ...inTree,
    ...pinDoubts(pyproject, backend),
    ...(await backend.doubts(subject)),
    ...(await versionDoubts(root, subject, options)),
    ...licenseDoubts(subject),
    ...descriptionDoubts(subject),
    ...(await fieldDoubts(subject)),
  ]
  return doubts.length > 0 ? doubts : readingDoubts(root, subject, config)
}

/** What the reader cannot read at all, such as a file outside of the project; the backend may. */
async function readingDoubts(
  root: string,
  { pyproject, tree }: DoubtSubject,
  config: Config,
): Promise<Doubts> {
  try {
    const metadata = await readProjectMetadata(root, pyproject, tree)
    findLayout({ tree, pyproject, ...metadata }, config.project.sources)
    return []
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    // The other errors are the backend's too, and say what to change.
    return error.code === 'bad-pyproject' ? [error.message] : []
  }
}

/** A description of several lines, which only hatchling joins. */
function descriptionDoubts({ pyproject }: DoubtSubject): string[] {
  const text = pyproject.table('project').string('description') ?? ''
  const isJoined = (pyproject.table('build-system').string('build-backend') ?? '').startsWith('hatchling')
  return text.trim().includes('\n') && !isJoined ? ['the description has several lines'] : []
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

/**
 * A licence table, of which uv_build and poetry-core make different things from version to version; and an
 * expression in another case than SPDX lists, which the other backends correct.
 */
function licenseDoubts({ pyproject }: DoubtSubject): string[] {
  const value = pyproject.table('project').value('license')
  const isClear = value === undefined || (typeof value === 'string' && canonicalLicense(value) === value)
  const name = pyproject.table('build-system').string('build-backend') ?? ''
  return !isClear && /^(?:uv_build|poetry\.)/.test(name)
    ? [`only ${name} knows what project.license becomes`]
    : []
}

async function versionDoubts(root: string, subject: DoubtSubject, options: DoubtOptions): Promise<Doubts> {
  const { pyproject, sdist } = subject
  const project = pyproject.table('project')
  if (project.has('version') || subject.isVersionGiven || sdist !== undefined) return []
  const { env, signal } = options
  try {
    const found = await versionFromBackend(pyproject, { root, given: undefined, env, signal })
    if (found !== undefined) return backendOf(pyproject).versionDoubts?.(found.text) ?? []
  } catch (error) {
    // Every reader refuses a file that leads out of the project.
    if (!(error instanceof ExuviaError) || error.code !== 'bad-pyproject') throw error
    return ['the version is not a plain literal']
  }
  return (await isPlainlyTagged(root, subject, options)) ? [] : ['the version is computed during the build']
}

/** Whether version control states the version beyond doubt: one plain tag at HEAD, and a plug-in without settings. */
async function isPlainlyTagged(root: string, subject: DoubtSubject, options: DoubtOptions): Promise<boolean> {
  if (!asksVersionControl(subject)) return false
  // The plug-ins obey these.
  if (Object.keys(options.env).some((name) => /^(?:SETUPTOOLS_SCM|VCS_VERSIONING)_/.test(name))) return false
  const tags = await tagsAtHead(root, options)
  return tags.length === 1 && /^v?\d+(?:\.\d+)+(?:(?:a|b|rc)\d+)?$/.test(tags[0] ?? '')
}

/** Whether a plug-in without settings takes the version from version control. At a plain tag all of them agree. */
function asksVersionControl({ pyproject, tree }: DoubtSubject): boolean {
  const names = requiredNames(pyproject)
  if (backendOf(pyproject).distribution === 'hatchling')
    return (
      names.includes('hatch-vcs') &&
      hatchTable(pyproject, tree.hatchToml, 'version').string('source') === 'vcs'
    )
  // Without its table, setuptools-scm states no version.
  const isActive = pyproject.table('tool').has('setuptools_scm')
  const settings = pyproject.table('tool', 'setuptools_scm').keys()
  return (
    names.includes('setuptools-scm') &&
    isActive &&
    settings.every((key) => key === 'version_file' || key === 'write_to')
  )
}
