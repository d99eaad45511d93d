import { clean, compare, explain, satisfies, valid } from '@renovatebot/pep440'
import { remember } from './remember.ts'

/** The longest version, in characters. Longer texts would only take time. */
const MAX_LENGTH = 200

/** Returns a version in PEP 440's normal form; undefined if invalid. */
export function normalizeVersion(version: string): string | undefined {
  if (version.length > MAX_LENGTH) return undefined
  // The library joins the parts of a local version with commas.
  return clean(version.trim())?.replaceAll(',', '.')
}

/** Whether text is a version (PEP 440), in any of its spellings. */
export function isVersion(text: string): boolean {
  return text.length <= MAX_LENGTH && isValid(text)
}

const isValid = remember((text) => valid(text) !== null)

/** Orders versions as PEP 440 does: negative if `a` comes before `b`, 0 if they are equal (`1.2` and `1.2.0`). */
export function compareVersions(a: string, b: string): number {
  return compare(a, b)
}

/** Whether a version is an alpha, beta, candidate or development release (PEP 440). */
export function isPrerelease(version: string): boolean {
  return explain(version)?.is_prerelease === true
}

/**
 * Whether a version fits a specifier (PEP 440): clauses joined by commas, none for any
 * version. `===` compares text.
 * @param prereleases - whether pre-releases fit if no clause names one
 */
export function versionFits(version: string, specifier: string, prereleases: boolean): boolean {
  return specifier
    .split(',')
    .filter((clause) => clause !== '')
    .every((clause) => {
      if (clause.startsWith('===')) {
        const exact = clause.slice(3).trim()
        return (normalizeVersion(exact) ?? exact) === version
      }
      const withPrereleases = prereleases || /\d(?:a|b|rc|\.?dev)/i.test(clause)
      return satisfiesClause(`${version}\0${clause}\0${withPrereleases ? 'all' : ''}`)
    })
}

const satisfiesClause = remember((text) => {
  const [version = '', clause = '', which] = text.split('\0')
  return satisfies(version, clause, { prereleases: which === 'all' })
})
