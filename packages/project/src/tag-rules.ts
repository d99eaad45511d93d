import type { TomlView } from '@exuvia/files'
import { execUserPattern, pythonExpression } from './user-pattern.ts'

/** A setting that says how a tag states a version. */
export interface TagRule {
  /** Where it is: `pyproject.toml:12: tool.setuptools_scm.tag_regex`. */
  readonly place: string
  /** The text of the version, or null; an `Unread` if only the tool itself knows. */
  readonly read: (tag: string) => string | null | Unread
}

/** A setting that only its tool can read. */
export const UNREAD = Symbol('unread')
type Unread = typeof UNREAD

/** A text of a file, and where it is. */
export interface Setting {
  readonly text: string
  readonly place: string
}

/** A setting of a table. @throws usage error if it is no text */
export function settingOf(table: TomlView, key: string): Setting | undefined {
  const text = table.string(key)
  return text === undefined ? undefined : { text, place: placeOf(table, key) }
}

/** A regular expression that matches at the start of a tag, as Python's `re.match`: its only group, or `version`. */
export function patternRule(table: TomlView, key: string): TagRule[] {
  if (!table.has(key)) return []
  return [{ place: placeOf(table, key), read: (tag) => search(table.string(key), 'y', tag, versionGroup) }]
}

/**
 * dunamai's pattern and the prefix that it inserts after the first `^`. Without either, it reads tags that every
 * reader knows.
 */
export function dunamaiRules(table: TomlView): TagRule[] {
  const pattern = table.value('pattern') ?? 'default'
  const prefix = table.value('pattern-prefix') ?? ''
  if (typeof pattern !== 'string' || typeof prefix !== 'string') return []
  const isPreset = !pattern.includes('?P<base>')
  if (isPreset && prefix === '') return []
  const start = pattern === 'default-unprefixed' ? '^v?' : '^v'
  const whole = isPreset ? String.raw`${start}(?P<base>(?:\d+!)?\d.*)$` : pattern
  const place = placeOf(table, prefix === '' ? 'pattern' : 'pattern-prefix')
  return [
    {
      place,
      read: (tag) =>
        search(
          whole.replace('^', () => `^${prefix}`),
          '',
          tag,
          joinedGroups,
        ),
    },
  ]
}

/** versioningit's `basic` method: removes a prefix and a suffix, then takes the group `version`. */
export function versioningitRule(table: TomlView): TagRule {
  const read = (tag: string): string | null | Unread => {
    if ((table.value('method') ?? 'basic') !== 'basic') return UNREAD
    const [before, after] = [table.string('rmprefix') ?? '', table.string('rmsuffix') ?? '']
    const start = tag.startsWith(before) ? before.length : 0
    const end = after !== '' && tag.endsWith(after) ? tag.length - after.length : tag.length
    const rest = tag.slice(start, end)
    if (!table.has('regex')) return rest
    return search(table.string('regex'), 'y', rest, (match) => match.groups?.['version'] ?? match[0])
  }
  return { place: placeOf(table), read }
}

/** A text before the version. */
export function prefixRule(setting: Setting | undefined): TagRule[] {
  const prefix = setting?.text.replace(/^(?:''|"")$/, '') ?? ''
  if (setting === undefined || prefix === '') return []
  return [
    {
      place: setting.place,
      read: (tag) => (tag.startsWith(prefix) ? tag.slice(prefix.length) : null),
    },
  ]
}

/** A text around one placeholder; with others in it, only its tool knows. */
export function formatRule(setting: Setting | undefined, placeholder: RegExp): TagRule[] {
  if (setting === undefined) return []
  const [before = '', after, ...more] = setting.text.split(placeholder)
  const read = (tag: string): string | null | Unread => {
    if (after === undefined || more.length > 0 || /[{$]/.test(before + after)) return UNREAD
    const fits = tag.startsWith(before) && tag.endsWith(after) && tag.length > before.length + after.length
    return fits ? tag.slice(before.length, tag.length - after.length) : null
  }
  return [{ place: setting.place, read }]
}

export function unreadRule(table: TomlView, key: string): TagRule[] {
  return table.has(key) ? [unread(placeOf(table, key))] : []
}

/** Names a setting that only its tool can read. */
export function unread(place: string): TagRule {
  return { place, read: () => UNREAD }
}

/** @param flags `y`: as Python's `re.match`, at the start; empty: as `re.search` */
function search(
  pattern: string | undefined,
  flags: string,
  tag: string,
  take: (match: RegExpExecArray) => string | null,
): string | null | Unread {
  try {
    const match = execUserPattern(pythonExpression(pattern ?? '', flags), tag)
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
  const { epoch, base, stage = '', revision = '' } = groups
  if (base === undefined) return null
  return `${epoch === undefined ? '' : `${epoch}!`}${base}${stage}${revision}`
}

function placeOf(table: TomlView, key?: string): string {
  return `${table.place(key)}: ${table.key(key)}`
}
