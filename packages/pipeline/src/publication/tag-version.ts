import { normalizeVersion } from '@exuvia/packaging'

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
