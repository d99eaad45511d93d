import type { TomlView } from '@exuvia/files'
import { compareVersions, isVersion, normalizeName, parseRequirement } from '@exuvia/packaging'
import type { Backend } from './backend.ts'

/**
 * Says that the build requires a release of its backend that is older than the rules that the static reader
 * follows, such as `setuptools<69`. Newer releases follow the same rules or are refused by unknown keys.
 */
export function pinDoubts(pyproject: TomlView, backend: Backend): string[] {
  const { distribution, since } = backend
  if (distribution === undefined || since === undefined) return []
  return (pyproject.table('build-system').strings('requires') ?? []).flatMap((text) => {
    const requirement = parsed(text)
    if (requirement === undefined) return []
    if (requirement.normalizedName !== normalizeName(distribution)) return []
    if (requirement.url !== undefined) return [`the build requires ${text}`]
    return endsEarlier(requirement.specifier, since)
      ? [`the build requires ${text.trim()}, an older ${distribution} than Exuvia knows`]
      : []
  })
}

/** Whether the build requires a hatchling before core metadata 2.4, which writes an expression as `License`. */
export function isBeforeExpressions(pyproject: TomlView): boolean {
  return isBefore(pyproject, 'hatchling', '1.27.0')
}

/** Whether the build requires a release of its backend before a version. @param backend normalised */
export function isBefore(pyproject: TomlView, backend: string, version: string): boolean {
  const requires = pyproject.table('build-system').strings('requires') ?? []
  return requires.some((text) => {
    const requirement = parsed(text)
    return requirement?.normalizedName === backend && endsEarlier(requirement.specifier, version)
  })
}

function endsEarlier(specifier: string, since: string): boolean {
  return specifier.split(',').some((clause) => endsBefore(clause.trim(), since))
}

function parsed(text: string): ReturnType<typeof parseRequirement> | undefined {
  try {
    return parseRequirement(text, 'build-system.requires')
  } catch {
    // Its backend refuses it too, or knows what it means.
    return undefined
  }
}

/** Whether a clause of a specifier (PEP 440) allows no version from `since` on. */
function endsBefore(clause: string, since: string): boolean {
  const match = /^(===|==|~=|<=|<)\s*v?([\w.+!-]+?)(\.\*)?$/.exec(clause)
  if (match === null) return false
  const [, operator = '', text = '', wildcard] = match
  if (!isVersion(text)) return true
  const isPrefix = operator === '~=' || wildcard !== undefined
  const kept = operator === '~=' ? text.split('.').slice(0, -1) : text.split('.')
  const end = isPrefix ? after(kept) : text
  const order = compareVersions(end, since)
  return isPrefix || operator === '<' ? order <= 0 : order < 0
}

/** The first version that no longer begins with the parts of a release: 70 after 69, 3.10 after 3.9. */
function after(parts: readonly string[]): string {
  const last = Number.parseInt(parts.at(-1) ?? '0', 10)
  return [...parts.slice(0, -1), String(last + 1)].join('.')
}
