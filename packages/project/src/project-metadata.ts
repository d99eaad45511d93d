import { compareText, recordOf } from '@exuvia/model'
import {
  canonicalLicense,
  type CoreMetadata,
  type EntryPointGroups,
  isName,
  normalizeName,
  parseRequirement,
  type Requirement,
  headers as headersOf,
  parseObjectReference,
} from '@exuvia/packaging'
import { inOneFolder, pythonGlob } from './globs.ts'
import type { TomlView } from '@exuvia/files'
import type { Backend } from './layouts/backend.ts'
import { setuptoolsTable, backendOf, licenseHabits } from './layouts/backends.ts'
import { isBeforeExpressions } from './layouts/pinned-backend.ts'
import { projectPath, type Tree } from './tree.ts'
import { type DynamicFields, readDynamicFields } from './dynamic-fields.ts'
import { readProjectText } from './project-text.ts'
import { readSdistFacts, type SdistFacts, statesField } from './sdist-facts.ts'

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
  /** The header `License`, as the backend writes it. */
  readonly licenseHeader: string | undefined
  /** Whether METADATA lists the licence files. */
  readonly listsLicenseFiles: boolean
  /** Paths of licence files in the project. */
  readonly licenseFiles: readonly string[]
  readonly classifiers: readonly string[]
  /** What an sdist or the backend's tables state of dynamic fields. */
  readonly dynamic: DynamicFields
}

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
  const sdist = await readSdistFacts(root, name)
  const dynamic = await readDynamicFields(root, pyproject, sdist)
  const license = readLicense(project)
  return {
    name,
    normalizedName: normalizeName(name),
    requiresPython: project.string('requires-python') ?? dynamic.requiresPython,
    entryPoints: { ...readEntryPoints(project), ...dynamic.entryPoints },
    dependencies: dynamic.dependencies ?? requirements(project, 'dependencies'),
    optionalDependencies: byNormalizedExtra(dynamic.optionalDependencies) ?? readOptional(pyproject),
    licenseExpression: license.expression,
    licenseText: license.text,
    licenseHeader: await licenseHeader(root, pyproject, license),
    listsLicenseFiles:
      !isBeforeExpressions(pyproject) &&
      (!licenseHabits(pyproject).listsOnlyNamed || project.has('license-files')),
    licenseFiles: findLicenseFiles(pyproject, tree, license.file, sdist),
    classifiers: dynamic.classifiers ?? project.strings('classifiers') ?? [],
    dynamic,
  }
}

function readLicense(project: TomlView): { expression?: string; text?: string; file?: string } {
  const value = project.value('license')
  if (value === undefined) return {}
  if (typeof value === 'string') return { expression: canonicalLicense(value) ?? value }
  const table = project.table('license')
  const text = table.string('text')
  const file = table.string('file')
  if ((text === undefined) === (file === undefined)) {
    throw project.error('license', 'must be an SPDX expression, or a table with either text or file')
  }
  return text === undefined ? { file: file ?? '' } : { text }
}

async function licenseHeader(
  root: string,
  pyproject: TomlView,
  license: { readonly text?: string; readonly file?: string },
): Promise<string | undefined> {
  if (!licenseHabits(pyproject).writesText) return undefined
  const path = license.file === undefined ? undefined : projectPath(license.file)
  return license.text ?? (path === undefined ? undefined : await readProjectText(root, path))
}

function findLicenseFiles(
  pyproject: TomlView,
  tree: Tree,
  named: string | undefined,
  sdist: SdistFacts | undefined,
): string[] {
  const project = pyproject.table('project')
  const isDynamic = (project.strings('dynamic') ?? []).includes('license-files')
  const paths = licensePaths(tree)
  if (isDynamic && statesField(sdist, 'license-files')) {
    return headersOf(sdist?.metadata ?? { headers: [], body: '' }, 'License-File').filter((path) =>
      paths.includes(path),
    )
  }
  const ofSetuptools = setuptoolsTable(pyproject)?.strings('license-files')
  // PEP 639's list; its draft's tables `{ globs = [] }` and `{ paths = [] }` never became final.
  const globs = project.strings('license-files') ?? ofSetuptools
  const habits = licenseHabits(pyproject)
  const namedPath = named === undefined ? undefined : projectPath(named)
  if (named !== undefined && (namedPath === undefined || !paths.includes(namedPath))) {
    throw project.table('license').error('file', `names "${named}", which is no file of the project`)
  }
  if (namedPath !== undefined && habits.named === 'alone') return [namedPath]
  if (globs === undefined) {
    const tests = habits.globs.map((glob) => pythonGlob(glob))
    const found = paths.filter((file) => tests.some((matches) => matches(file)))
    return [
      ...new Set([...(namedPath !== undefined && habits.named === 'both' ? [namedPath] : []), ...found]),
    ].sort(compareText)
  }
  const found = globs.flatMap((glob, index) => {
    const matches = pythonGlob(habits.isRecursive ? glob : inOneFolder(glob))
    const some = paths.filter((path) => matches(path))
    if (some.length === 0)
      throw project.error('license-files', `entry ${index + 1}, "${glob}", matches no file`)
    return some
  })
  return [...new Set(found)]
}

/** Files that can be licence texts; a link out of the project stays one, so that it is refused and not lost. */
function licensePaths(tree: Tree): string[] {
  return [...tree.files.values()]
    .filter(({ state }) => state === 'file' || state === 'outside')
    .map(({ path }) => path)
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

function byNormalizedExtra(
  extras: Readonly<Record<string, readonly Requirement[]>> | undefined,
): Record<string, readonly Requirement[]> | undefined {
  return extras === undefined
    ? undefined
    : recordOf(Object.entries(extras).map(([extra, list]) => [normalizeName(extra), list]))
}

function readOptional(pyproject: TomlView): Record<string, Requirement[]> {
  const project = pyproject.table('project')
  const table = project.table('optional-dependencies')
  const all = recordOf(table.keys().map((extra) => [normalizeName(extra), requirements(table, extra)]))
  if (backendOf(pyproject).expandsOwnExtras !== true) return all
  const name = normalizeName(project.string('name') ?? '')
  return recordOf(Object.keys(all).map((extra) => [extra, withoutOwnExtras(all, name, extra, new Set())]))
}

/** Replaces requirements of the project itself by those of the extras that they name. */
function withoutOwnExtras(
  all: Readonly<Record<string, readonly Requirement[]>>,
  name: string,
  extra: string,
  seen: Set<string>,
): Requirement[] {
  if (seen.has(extra)) return []
  seen.add(extra)
  const inside = (all[extra] ?? []).flatMap((requirement) =>
    requirement.normalizedName === name
      ? [...requirement.extras].flatMap((each) => withoutOwnExtras(all, name, normalizeName(each), seen))
      : [requirement],
  )
  return [...new Map(inside.map((requirement) => [requirement.text, requirement])).values()]
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
    (metadata.dynamic.description ?? project.string('description'))
      ?.split('\n')
      .map((line) => line.trim())
      .join(' '),
  )
  for (const [key, label] of [
    ['platforms', 'Platform'],
    ['provides', 'Provides'],
    ['obsoletes', 'Obsoletes'],
  ] as const) {
    for (const value of setuptoolsTable(pyproject)?.strings(key) ?? []) add(label, value)
  }
  add('Keywords', project.strings('keywords')?.join(','))
  for (const [key, label] of [
    ['authors', 'Author'],
    ['maintainers', 'Maintainer'],
  ] as const) {
    // poetry-core reads the first author alone, in Unicode's composed form.
    const isFirst = backendOf(pyproject).namesFirstPerson === true
    const people = project
      .tables(key)
      .slice(0, isFirst ? 1 : undefined)
      .map(
        (view) =>
          [
            isFirst ? view.string('name')?.normalize('NFC') : view.string('name'),
            view.string('email'),
          ] as const,
      )
    const names = people.filter(([, email]) => email === undefined).map(([name]) => name)
    const mails = people.flatMap(([name, email]) =>
      email === undefined ? [] : [name === undefined ? email : `${quotedName(name)} <${email}>`],
    )
    add(label, names.join(', '))
    add(`${label}-email`, mails.join(', '))
  }
  for (const [label, value] of metadata.dynamic.others) add(label, value)
  const isOld = isBeforeExpressions(pyproject)
  add(isOld ? 'License' : 'License-Expression', metadata.licenseExpression)
  add('License', metadata.licenseHeader)
  for (const path of metadata.listsLicenseFiles ? metadata.licenseFiles : []) add('License-File', path)
  for (const classifier of metadata.classifiers) add('Classifier', classifier)
  add('Requires-Python', metadata.requiresPython)
  const { putsExtraFirst = false, marker } = backendOf(pyproject)
  const asWritten = (requirement: Requirement): Requirement => withMarker(requirement, marker)
  for (const requirement of metadata.dependencies) add('Requires-Dist', asWritten(requirement).text)
  for (const extra of metadata.dynamic.extras) add('Provides-Extra', extra)
  for (const [extra, list] of Object.entries(metadata.optionalDependencies)) {
    add('Provides-Extra', extra)
    for (const requirement of list)
      add('Requires-Dist', withExtra(asWritten(requirement), extra, putsExtraFirst))
  }
  for (const [label, url] of Object.entries(project.stringTable('urls')))
    add('Project-URL', `${label}, ${url}`)
  for (const [key, label] of [
    ['import-names', 'Import-Name'],
    ['import-namespaces', 'Import-Namespace'],
  ] as const) {
    for (const value of project.strings(key) ?? []) add(label, value)
  }
  const readme = metadata.dynamic.readme ?? (await readReadme(root, pyproject))
  add('Description-Content-Type', readme?.type)
  return { headers, body: readme?.text ?? '' }
}

/** A requirement with its marker as the backend writes it. */
function withMarker(requirement: Requirement, write: Backend['marker']): Requirement {
  const { markerText, unmarked } = requirement
  const text = markerText === undefined ? undefined : write?.(markerText)
  return text === undefined
    ? requirement
    : { ...requirement, markerText: text, text: `${unmarked} ; ${text}` }
}

function withExtra({ unmarked, markerText }: Requirement, extra: string, isExtraFirst: boolean): string {
  const own = `extra == '${extra}'`
  const marker = `(${markerText})`
  const both = isExtraFirst ? `${own} and ${marker}` : `${marker} and ${own}`
  // The white space is necessary after an address (PEP 508).
  return `${unmarked} ; ${markerText === undefined ? own : both}`
}

async function readReadme(
  root: string,
  pyproject: TomlView,
): Promise<{ text: string; type: string | undefined } | undefined> {
  const project = pyproject.table('project')
  const value = project.value('readme')
  if (value === undefined) return undefined
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
      : /\.txt$/i.test(file ?? '')
        ? 'text/plain'
        : backendOf(pyproject).unknownReadmeType
  return { text, type: table?.string('content-type') ?? type }
}

/** Quotes a display name that an address must not contain bare (RFC 5322). */
function quotedName(name: string): string {
  return /[()<>@,:;".[\]\\]/.test(name) ? `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"` : name
}
