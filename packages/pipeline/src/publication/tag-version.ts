import { compareVersions, normalizeName, normalizeVersion } from '@exuvia/packaging'

/**
 * The form of a project's tags: `v{version}`. A given tag that contains the version takes
 * precedence over the config.
 */
export function tagTemplate(
  tag: string | undefined,
  version: string | undefined,
  configured: string,
): string {
  if (tag === undefined || version === undefined || !tag.includes(version)) return configured
  return tag.replace(version, '{version}')
}

/** The version in a tag, normalised by PEP 440; undefined if the tag is not of this form. */
export function versionOfTag(tag: string, template: string): string | undefined {
  const [before = '', after = ''] = template.split('{version}')
  if (!template.includes('{version}') || !tag.startsWith(before) || !tag.endsWith(after)) return undefined
  if (tag.length <= before.length + after.length) return undefined
  return normalizeVersion(tag.slice(before.length, tag.length - after.length))
}

/** Words that stand before a version in a tag: `release-1.2.0`, `version/1.2`. */
const WORDS = new Set(['v', 'r', 'rel', 'release', 'releases', 'ver', 'version', 'versions', 'tag', 'tags'])

/**
 * The version that a tag states, normalised by PEP 440: in the form of `publish.tag`, alone (`v1.2.3-rc-2`),
 * after a word (`release-1.2.3`), or after the name of this distribution (`name-1.2.3`, `name/v1.2.3`).
 * Undefined for any other tag, `nightly-2026-01-31` and `other-1.2.3` included.
 */
export function versionInTag(tag: string, name: string, template: string): string | undefined {
  const inForm = versionOfTag(tag, template)
  if (inForm !== undefined) return inForm
  const alone = normalizeVersion(tag)
  if (alone !== undefined) return alone
  for (const { index } of tag.matchAll(/[-_/@=. ]/g)) {
    const before = tag.slice(0, index)
    if (!WORDS.has(before.toLowerCase()) && normalizeName(before) !== normalizeName(name)) continue
    const rest = normalizeVersion(tag.slice(index).replace(/^[-_/@=. ]+/, ''))
    if (rest !== undefined) return rest
  }
  return undefined
}

/**
 * Whether a tag's version stands for this one: `1.2` for 1.2.0, but not for 1.2+local, and a
 * single number for all versions that begin with it, as `v1` for 1.2.0.
 * @param version any text; one that is no version (PEP 440) contradicts nothing
 */
export function isStated(stated: string, version: string): boolean {
  const own = normalizeVersion(version)
  if (own === undefined) return true
  if (/^\d+$/.test(stated)) return stated === own.split('.')[0]
  return compareVersions(stated, own) === 0 && stated.split('+')[1] === own.split('+')[1]
}
