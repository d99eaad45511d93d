import { trimEndOf } from '@exuvia/model'
import { normalizeName, normalizeVersion } from '@exuvia/packaging'

/** A heading that begins the section of one version. */
export interface VersionHeading {
  /** PEP 440, normalised. */
  readonly version: string
  /** The heading says that the version is not released yet. */
  readonly unreleased: boolean
}

/** Words that may precede a version, besides the project's name. */
const WORDS = new Set(
  "version ver v release released changes changelog notes what's whats new in for of the".split(' '),
)
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/
const UNRELEASED = /\bunreleased\b|\bnot (?:yet )?released\b|\bin development\b|\bunder development\b/i

/**
 * Reads the version from a changelog's heading; undefined for any other heading.
 * Supported: `1.2.0`, `v1.2.0 (2026-01-01)`, `[1.2.0] - 2026-01-01`, `Version 1.2.0`,
 * `my-app 1.2.0`, `my-app@1.2.0`, `2026-01-01, Version 1.2.0`. A heading such as
 * `Python 3.8 support` or `3.8 is no longer supported` does not count.
 * @param text the heading as a reader sees it
 * @param names the project's names
 */
export function readVersionHeading(text: string, names: readonly string[]): VersionHeading | undefined {
  const own = new Set(names.map(sameName))
  // Ignore brackets, links, emphasis and pictures around a version.
  let rest = text.replaceAll(/[[\]`*_#"“”]|\p{Extended_Pictographic}|\uFE0F/gu, ' ').trim()
  for (;;) {
    rest = rest.replace(/^[\s(,:;|/=@–—-]+/, '')
    const token = /^[^\s()/|,;:@=]+/.exec(rest)?.[0]
    if (token === undefined) return undefined
    const after = rest.slice(token.length)
    if (DATE.test(token) && /\d/.test(after)) {
      rest = after
      continue
    }
    const version = versionOf(token, own)
    if (version !== undefined) {
      return isRest(after, version) ? { version, unreleased: UNRELEASED.test(text) } : undefined
    }
    if (!WORDS.has(token.toLowerCase().replaceAll('’', "'")) && !startsWithName(token, own)) return undefined
    rest = after
  }
}

/** Whether a heading begins the section of unreleased changes. */
export function isUnreleased(text: string): boolean {
  return /^\W*(?:unreleased|upcoming|next(?: release| version)?|in development|development version)\W*$/i.test(
    text,
  )
}

/** Whether two versions are of one release: `1.2.0` and `1.2.0rc1`, `1.2` and `1.2.0`, not `1.2.0` and `1.2.1`. */
export function isSameRelease(a: string, b: string): boolean {
  return releaseOf(a) === releaseOf(b)
}

/** Returns epoch and release segment, without final zeros. */
function releaseOf(version: string): string {
  let release = trimEndOf(/^[\d.!]+/.exec(version)?.[0] ?? '', '.')
  while (release.endsWith('.0')) release = release.slice(0, -2)
  return release
}

/** Normalises a name by PEP 503, with blanks as hyphens, so that `My App` and `my-app` are one name. */
function sameName(name: string): string {
  return normalizeName(name.replaceAll(/\s+/g, '-'))
}

function startsWithName(token: string, own: ReadonlySet<string>): boolean {
  // `My App 1.0` is read word by word.
  return [...own].some((name) => name === sameName(token) || name.split('-').includes(sameName(token)))
}

function versionOf(token: string, own: ReadonlySet<string>): string | undefined {
  const bare = [...own].reduce((text, name) => {
    const head = sameName(text.slice(0, name.length))
    return head === name && text[name.length] === '-' ? text.slice(name.length + 1) : text
  }, token)
  const text = trimEndOf(bare, '.:-')
  // `2026-01` is a month, although PEP 440 would read it as a post-release.
  if (DATE.test(text) ? text.includes('-') || text.includes('/') : /^\d{4}-\d{1,2}$/.test(text))
    return undefined
  return /^[vV]?\d/.test(text) ? normalizeVersion(text) : undefined
}

/** Whether text may follow a section's version: nothing, a date, or a separated remark. */
function isRest(after: string, version: string): boolean {
  const rest = after.replace(/^[\s)]+/, '')
  if (rest === '' || /^[(,:;|/–—-]/.test(rest) || /^\d{4}|^\d{1,2}[ ./-]/.test(rest)) return true
  if (/^(?:on|released?|final|yanked|unreleased|beta|alpha|lts|notes?)\b/i.test(rest)) return true
  if (/^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(rest)) return true
  // Three parts are the project's own version, whatever text follows.
  return version.split('.').length > 2 && !/^(?:is|support|supported|and|or|to|from|was)\b/i.test(rest)
}
