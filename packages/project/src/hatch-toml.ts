import { readToml, TomlView } from '@exuvia/files'

/** Reads hatch.toml; undefined without one. @throws usage error `bad-toml` */
export function hatchTomlOf(text: string | undefined): TomlView | undefined {
  return text === undefined
    ? undefined
    : new TomlView(readToml(text.replace(/^\uFEFF/, ''), 'hatch.toml', { code: 'bad-toml' }))
}

/** The table of hatchling: each top-level key of hatch.toml replaces the one of `[tool.hatch]` (metadata/core.py). */
export function hatchTable(pyproject: TomlView, hatchToml: TomlView | undefined, key: string): TomlView {
  return hatchToml?.has(key) === true ? hatchToml.table(key) : pyproject.table('tool', 'hatch', key)
}
