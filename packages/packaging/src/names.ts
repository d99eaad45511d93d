import { clean } from '@renovatebot/pep440'

/** A name as PEP 503 compares them: lower case, runs of `-_.` as one `-`. */
export function normalizeName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}

/** A name as file names of wheels and `.dist-info` folders write it (binary distribution format, PEP 625). */
export function escapeName(name: string): string {
  return normalizeName(name).replaceAll('-', '_')
}

/** Whether text is a distribution name (core metadata, "Name"). */
export function isName(name: string): boolean {
  return name.length <= 200 && /^([a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9])$/i.test(name)
}

/** A version in PEP 440's normal form, or undefined where it is none. */
export function normalizeVersion(version: string): string | undefined {
  if (version.length > 200) return undefined
  // The library joins the parts of a local version with commas.
  return clean(version.trim())?.replaceAll(',', '.')
}
