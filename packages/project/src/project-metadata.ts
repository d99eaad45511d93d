import { addAll, recordOf } from '@exuvia/model'
import {
  type CoreMetadata,
  type EntryPointGroups,
  isName,
  normalizeName,
  parseRequirement,
  type Requirement,
  parseObjectReference,
} from '@exuvia/packaging'
import { pythonGlob } from './globs.ts'
import type { TomlView } from '@exuvia/files'
import { filesIn, projectPath, type Tree } from './tree.ts'
import { readProjectText } from './project-text.ts'

/** The `[project]` table (PEP 621, PEP 639), read and checked. */
export interface ProjectMetadata {
  readonly name: string
  readonly normalizedName: string
  readonly requiresPython: string | undefined
  readonly entryPoints: EntryPointGroups
  readonly dependencies: readonly Requirement[]
  /** Extra, normalised → its requirements. */
  readonly optionalDependencies: Readonly<Record<string, readonly Requirement[]>>
  /** SPDX expression (`license = "MIT"`). */
  readonly licenseExpression: string | undefined
  /** `license = { text = "…" }`. */
  readonly licenseText: string | undefined
  /** Paths of licence files in the project. */
  readonly licenseFiles: readonly string[]
  readonly classifiers: readonly string[]
}

/** Globs that PEP 639 suggests to backends if the project names no licence files. */
const LICENSE_GLOBS = ['LICEN[CS]E*', 'COPYING*', 'NOTICE*', 'AUTHORS*']

/**
 * Reads `[project]`.
 * @throws usage error `bad-pyproject` with file, line and key
 */
export async function readProjectMetadata(
  root: string,
  pyproject: TomlView,
  tree: Tree,
): Promise<ProjectMetadata> {
  if (!pyproject.has('project')) {
    throw pyproject.error(
      'project',
      'is missing',
      'add to pyproject.toml:\n[project]\nname = "…"\nversion = "…"',
    )
  }
  const project = pyproject.table('project')
  const name = project.string('name')
  if (name === undefined) throw project.error('name', 'is missing', 'add under [project]:\nname = "…"')
  if (!isName(name)) {
    throw project.error(
      'name',
      `"${name}" is not a distribution name: letters, digits, and - _ . between them`,
    )
  }
  const dynamic = project.strings('dynamic') ?? []
  const license = readLicense(project)
  return {
    name,
    normalizedName: normalizeName(name),
    requiresPython: project.string('requires-python'),
    entryPoints: readEntryPoints(project),
    dependencies: await readDependencies(root, pyproject, dynamic),
    optionalDependencies: readOptional(project),
    licenseExpression: license.expression,
    licenseText: license.text,
    licenseFiles: findLicenseFiles(project, tree, license.file),
    classifiers: project.strings('classifiers') ?? [],
  }
}

function readLicense(project: TomlView): { expression?: string; text?: string; file?: string } {
  const value = project.value('license')
  if (value === undefined) return {}
  if (typeof value === 'string') return { expression: value }
  const table = project.table('license')
  const text = table.string('text')
  const file = table.string('file')
  if ((text === undefined) === (file === undefined)) {
    throw project.error('license', 'must be an SPDX expression, or a table with either text or file')
  }
  return text === undefined ? { file: file ?? '' } : { text }
}

function findLicenseFiles(project: TomlView, tree: Tree, named: string | undefined): string[] {
  // PEP 639's list; its draft's tables `{ globs = [] }` and `{ paths = [] }` never became final.
  const globs = project.strings('license-files')
  if (named !== undefined) {
    const path = projectPath(named)
    if (path === undefined || !tree.files.has(path)) {
      throw project.table('license').error('file', `names "${named}", which is no file of the project`)
    }
    return [path]
  }
  if (globs === undefined) {
    const tests = LICENSE_GLOBS.map((glob) => pythonGlob(glob))
    return filesIn(tree, '')
      .map((file) => file.path)
      .filter((path) => tests.some((matches) => matches(path)))
  }
  const paths = [...tree.files.keys()]
  const found = globs.flatMap((glob, index) => {
    const matches = pythonGlob(glob)
    const some = paths.filter((path) => matches(path))
    if (some.length === 0)
      throw project.error('license-files', `entry ${index + 1}, "${glob}", matches no file`)
    return some
  })
  return [...new Set(found)]
}

function readEntryPoints(project: TomlView): EntryPointGroups {
  const groups = recordOf<Record<string, string>>([])
  const add = (group: string, entries: Record<string, string>): void => {
    if (Object.keys(entries).length > 0) groups[group] = entries
  }
  const others = project.table('entry-points')
  for (const group of others.keys()) {
    if (group === 'console_scripts' || group === 'gui_scripts') {
      throw others.error(
        group,
        `belongs under [project.${group === 'gui_scripts' ? 'gui-scripts' : 'scripts'}]`,
      )
    }
    add(group, others.stringTable(group))
  }
  for (const [key, group] of [
    ['scripts', 'console_scripts'],
    ['gui-scripts', 'gui_scripts'],
  ] as const) {
    const table = project.table(key)
    const entries = project.stringTable(key)
    for (const [name, reference] of Object.entries(entries)) {
      if (parseObjectReference(reference) === undefined) {
        throw table.error(name, `is "${reference}", where "module:function" is expected`)
      }
      if (!/^[\w.-][\w. -]*$/u.test(name) || name.startsWith('.'))
        throw table.error(name, 'is no name for a command')
    }
    add(group, entries)
  }
  return groups
}

async function readDependencies(
  root: string,
  pyproject: TomlView,
  dynamic: readonly string[],
): Promise<Requirement[]> {
  const project = pyproject.table('project')
  const written = requirements(project, 'dependencies')
  if (!dynamic.includes('dependencies')) return written
  // setuptools reads them from requirements files; other backends compute them.
  const table = pyproject.table('tool', 'setuptools', 'dynamic', 'dependencies')
  const found: Requirement[] = []
  for (const file of table.stringOrStrings('file') ?? []) {
    const path = projectPath(file)
    const text = path === undefined ? undefined : await readProjectText(root, path)
    if (text === undefined) throw table.error('file', `names "${file}", which cannot be read`)
    const lines = text.split(/\r?\n/).map((line) => withoutComment(line).trim())
    addAll(
      found,
      lines.filter((line) => line !== '').map((line) => parseRequirement(line, file)),
    )
  }
  return found
}

function readOptional(project: TomlView): Record<string, Requirement[]> {
  const table = project.table('optional-dependencies')
  return Object.fromEntries(table.keys().map((extra) => [normalizeName(extra), requirements(table, extra)]))
}

function requirements(view: TomlView, key: string): Requirement[] {
  return (view.strings(key) ?? []).map((text, index) =>
    parseRequirement(text, `${view.place(key)}: ${view.key(key)}[${index}]`),
  )
}

/**
 * Makes the core metadata (2.4) of the project itself, as a backend would write it into
 * METADATA, so that `importlib.metadata` works in an unpacked release.
 */
export async function projectCoreMetadata(
  root: string,
  pyproject: TomlView,
  metadata: ProjectMetadata,
  version: string,
): Promise<CoreMetadata> {
  const project = pyproject.table('project')
  const headers: [string, string][] = [
    ['Metadata-Version', '2.4'],
    ['Name', metadata.name],
    ['Version', version],
  ]
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') headers.push([name, value])
  }
  add(
    'Summary',
    project
      .string('description')
      ?.split('\n')
      .map((line) => line.trim())
      .join(' '),
  )
  add('Keywords', project.strings('keywords')?.join(','))
  for (const [key, label] of [
    ['authors', 'Author'],
    ['maintainers', 'Maintainer'],
  ] as const) {
    const people = project.tables(key).map((view) => [view.string('name'), view.string('email')] as const)
    const names = people.filter(([, email]) => email === undefined).map(([name]) => name)
    const mails = people.flatMap(([name, email]) =>
      email === undefined ? [] : [name === undefined ? email : `${name} <${email}>`],
    )
    add(label, names.join(', '))
    add(`${label}-email`, mails.join(', '))
  }
  add('License-Expression', metadata.licenseExpression)
  add('License', metadata.licenseText)
  for (const path of metadata.licenseFiles) add('License-File', path)
  for (const classifier of metadata.classifiers) add('Classifier', classifier)
  add('Requires-Python', metadata.requiresPython)
  for (const requirement of metadata.dependencies) add('Requires-Dist', requirement.text)
  for (const [extra, list] of Object.entries(metadata.optionalDependencies)) {
    add('Provides-Extra', extra)
    for (const requirement of list) add('Requires-Dist', withExtra(requirement.text, extra))
  }
  for (const [label, url] of Object.entries(project.stringTable('urls')))
    add('Project-URL', `${label}, ${url}`)
  const readme = await readReadme(root, project)
  add('Description-Content-Type', readme?.type)
  return { headers, body: readme?.text ?? '' }
}

function withExtra(text: string, extra: string): string {
  const semicolon = / ; |;/.exec(text)
  if (semicolon === null) return `${text} ; extra == '${extra}'`
  const marker = text.slice(semicolon.index + semicolon[0].length).trim()
  return `${text.slice(0, semicolon.index).trim()} ; (${marker}) and extra == '${extra}'`
}

async function readReadme(
  root: string,
  project: TomlView,
): Promise<{ text: string; type: string } | undefined> {
  const value = project.value('readme')
  if (value === undefined || (project.strings('dynamic') ?? []).includes('readme')) return undefined
  const table = typeof value === 'string' ? undefined : project.table('readme')
  const file = typeof value === 'string' ? value : table?.string('file')
  const path = projectPath(file ?? '')
  const text = table?.string('text') ?? (await readProjectText(root, path ?? ''))
  if (text === undefined || (file !== undefined && path === undefined)) {
    throw project.error('readme', `names "${file}", which is no file of the project`)
  }
  const type = /\.rst$/i.test(file ?? '')
    ? 'text/x-rst'
    : /\.(?:md|markdown)$/i.test(file ?? '')
      ? 'text/markdown'
      : 'text/plain'
  return { text, type: table?.string('content-type') ?? type }
}

/** Removes the comment from a line of a requirements file: `#` at the start or after a blank begins one (pip). */
function withoutComment(line: string): string {
  const start = /(?:^|\s)#/.exec(line)?.index
  return start === undefined ? line : line.slice(0, start)
}
