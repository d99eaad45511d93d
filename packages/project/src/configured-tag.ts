import type { TomlView } from '@exuvia/files'
import { hatchTable, hatchTomlOf } from './hatch-toml.ts'
import { readProjectText } from './project-text.ts'
import { findPyproject } from './pyproject.ts'
import { execUserPattern, pythonExpression } from './user-pattern.ts'

/** What the tools that a project configures read from a tag. */
export interface TagReading {
  /** The text that a tool takes for the version; undefined if no tool reads the tag. */
  readonly version: string | undefined
  /** Settings that decide about tags and that cannot be read here: `pyproject.toml:12: tool.setuptools_scm.…`. */
  readonly unread: readonly string[]
}

/** A setting that says how a tag states a version. */
interface Rule {
  readonly place: string
  /** The text of the version, or null; an `Unread` if only the tool itself knows. */
  readonly read: (tag: string) => string | null | Unread
}

const UNREAD = Symbol('unread')
type Unread = typeof UNREAD

/**
 * Reads a tag as the project's tools are configured to: setuptools-scm, hatch-vcs, pdm-backend,
 * poetry-dynamic-versioning, uv-dynamic-versioning, versioningit, versioneer, python-semantic-release,
 * commitizen, bump-my-version and tbump. Runs no tool.
 * @throws usage errors `bad-toml`, `bad-pyproject`
 */
export async function readConfiguredTag(root: string, tag: string): Promise<TagReading> {
  const pyproject = await findPyproject(root)
  if (pyproject === undefined) return { version: undefined, unread: [] }
  const hatchToml = hatchTomlOf(await readProjectText(root, 'hatch.toml'))
  const unread: string[] = []
  let version: string | undefined
  for (const rule of rulesOf(pyproject, hatchToml)) {
    const found = rule.read(tag)
    if (found === UNREAD) unread.push(rule.place)
    else version ??= found ?? undefined
  }
  return { version, unread }
}

function rulesOf(pyproject: TomlView, hatchToml: TomlView | undefined): Rule[] {
  const tool = pyproject.table('tool')
  const hatch = hatchTable(pyproject, hatchToml, 'version')
  const versioningit = tool.table('versioningit', 'tag2version')
  return [
    ...scmRules(tool.table('setuptools_scm')),
    ...scmRules(tool.table('vcs-versioning')),
    ...patternRule(hatch, 'tag-pattern'),
    ...scmRules(hatch.table('raw-options')),
    ...patternRule(tool.table('pdm', 'version'), 'tag_regex'),
    ...dunamaiRules(tool.table('poetry-dynamic-versioning')),
    ...dunamaiRules(tool.table('uv-dynamic-versioning')),
    ...(versioningit.keys().length === 0 ? [] : [versioningitRule(versioningit)]),
    ...prefixRule(tool.table('versioneer'), 'tag_prefix'),
    ...formatRule(tool.table('semantic_release'), 'tag_format', /\{version\}/),
    ...formatRule(tool.table('commitizen'), 'tag_format', /\$version|\$\{version\}/),
    ...formatRule(tool.table('bumpversion'), 'tag_name', /\{new_version\}/),
    ...formatRule(tool.table('tbump', 'git'), 'tag_template', /\{new_version\}/),
    ...unreadRule(tool.table('setuptools-git-versioning'), 'tag_formatter'),
  ]
}

/** setuptools-scm's settings: the version is the group `version`, or the only group. */
function scmRules(table: TomlView): Rule[] {
  return [
    ...patternRule(table, 'tag_regex'),
    ...unreadRule(table, 'git_describe_command'),
    ...unreadRule(table.table('scm', 'git'), 'describe_command'),
  ]
}

function patternRule(table: TomlView, key: string): Rule[] {
  if (!table.has(key)) return []
  return [{ place: placeOf(table, key), read: (tag) => search(table.string(key), tag, versionGroup) }]
}

/** Patterns of dunamai: the groups `base`, `stage` and `revision`. `default` is what every reader knows. */
function dunamaiRules(table: TomlView): Rule[] {
  const pattern = table.value('pattern')
  if (typeof pattern !== 'string' || pattern.startsWith('default')) return []
  return [{ place: placeOf(table, 'pattern'), read: (tag) => search(pattern, tag, joinedGroups) }]
}

/** versioningit's `basic` method: removes a prefix and a suffix, then takes the group `version`. */
function versioningitRule(table: TomlView): Rule {
  const read = (tag: string): string | null | Unread => {
    if ((table.value('method') ?? 'basic') !== 'basic') return UNREAD
    const [before, after] = [table.string('rmprefix') ?? '', table.string('rmsuffix') ?? '']
    const start = tag.startsWith(before) ? before.length : 0
    const end = after !== '' && tag.endsWith(after) ? tag.length - after.length : tag.length
    const rest = tag.slice(start, end)
    if (!table.has('regex')) return rest
    return search(table.string('regex'), rest, (match) => match.groups?.['version'] ?? match[0])
  }
  return { place: placeOf(table), read }
}

function prefixRule(table: TomlView, key: string): Rule[] {
  const prefix = table.string(key) ?? ''
  if (prefix === '') return []
  return [
    {
      place: placeOf(table, key),
      read: (tag) => (tag.startsWith(prefix) ? tag.slice(prefix.length) : null),
    },
  ]
}

/** A text around one placeholder; with others in it, only its tool knows. */
function formatRule(table: TomlView, key: string, placeholder: RegExp): Rule[] {
  const format = table.string(key)
  if (format === undefined) return []
  const [before = '', after, ...more] = format.split(placeholder)
  const read = (tag: string): string | null | Unread => {
    if (after === undefined || more.length > 0 || /[{$]/.test(before + after)) return UNREAD
    const fits = tag.startsWith(before) && tag.endsWith(after) && tag.length > before.length + after.length
    return fits ? tag.slice(before.length, tag.length - after.length) : null
  }
  return [{ place: placeOf(table, key), read }]
}

function unreadRule(table: TomlView, key: string): Rule[] {
  return table.has(key) ? [{ place: placeOf(table, key), read: () => UNREAD }] : []
}

/** As Python's `re.match`: at the start of the tag. */
function search(
  pattern: string | undefined,
  tag: string,
  take: (match: RegExpExecArray) => string | null,
): string | null | Unread {
  try {
    const match = execUserPattern(pythonExpression(pattern ?? '', 'y'), tag)
    if (typeof match === 'string') return UNREAD
    return match === null ? null : take(match)
  } catch {
    // Python knows syntax that JavaScript does not.
    return UNREAD
  }
}

/** As setuptools-scm: the only group, or the group `version`. */
function versionGroup(match: RegExpExecArray): string | null {
  return (match.length === 2 ? match[1] : match.groups?.['version']) ?? null
}

function joinedGroups({ groups = {} }: RegExpExecArray): string | null {
  const parts = [groups['base'], groups['stage'], groups['revision']]
  return parts[0] === undefined ? null : parts.join('')
}

function placeOf(table: TomlView, key?: string): string {
  return `${table.place(key)}: ${table.key(key)}`
}
