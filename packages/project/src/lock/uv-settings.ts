import type { TomlView } from '@exuvia/files'
import { normalizeName, parseRequirement } from '@exuvia/packaging'
import { canonicalSpecifier } from './match-lock.ts'

/** Settings of a workspace that change what uv resolves: the key of `[tool.uv]`, and of the lock's `[manifest]`. */
const SETTINGS = [
  { key: 'override-dependencies', recorded: 'overrides' },
  { key: 'constraint-dependencies', recorded: 'constraints' },
  { key: 'exclude-dependencies', recorded: 'excludes' },
] as const

/**
 * Compares the settings that a `uv.lock` records with those of the pyproject.toml beside it. Pure.
 * @param hasUvToml whether a uv.toml stands beside them, which may state what pyproject.toml does not
 * @returns the changes in words
 * @throws usage error `bad-requirement`
 */
export function changedUvSettings(lock: TomlView, pyproject: TomlView, hasUvToml: boolean): string[] {
  const uv = pyproject.table('tool', 'uv')
  return SETTINGS.flatMap(({ key, recorded }) => {
    if (hasUvToml && !uv.has(key)) return []
    const now = new Set((uv.strings(key) ?? []).map((text) => written(text, uv.place(key))))
    const before = new Set(recordedIn(lock.table('manifest'), recorded))
    return [
      ...[...before].filter((item) => !now.has(item)).map((item) => `${key} no longer has ${item}`),
      ...[...now].filter((item) => !before.has(item)).map((item) => `${key} now has ${item}`),
    ]
  })
}

function written(text: string, place: string): string {
  const { normalizedName, specifier, url } = parseRequirement(text, place)
  return url === undefined ? `${normalizedName}${canonicalSpecifier(specifier)}` : normalizedName
}

function recordedIn(manifest: TomlView, key: string): string[] {
  const value = manifest.value(key)
  // Exclusions are names; the others are tables.
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(normalizeName)
  return manifest.tables(key).map((item) => {
    const name = normalizeName(item.string('name') ?? '')
    return `${name}${canonicalSpecifier(item.string('specifier') ?? '')}`
  })
}
