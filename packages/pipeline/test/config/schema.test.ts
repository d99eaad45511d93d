import { readFile } from 'node:fs/promises'

import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

import { configJsonSchema, parseConfig } from '../../src/config/index.ts'

interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

const schema = configJsonSchema()
const validate = new Ajv({ allErrors: true }).compile(schema)

/** Dotted key → its schema, for every key that is not a table. */
function leaves(of: Schema, path: readonly string[] = []): [string, Schema][] {
  const tables = of.properties ?? of.items?.properties
  if (tables === undefined) return [[path.join('.'), of]]
  return Object.entries(tables).flatMap(([key, value]) => leaves(value, path.concat(key)))
}

describe('the JSON schema', () => {
  test('accepts what the config accepts', () => {
    for (const valid of [
      {},
      { targets: ['cp312', 'cp312-any', 'pp39-manylinux_2_28_x86_64', 'mpy6-armv7emsp'] },
      { dependencies: { wheelhouse: 'wheels' }, licenses: { a: 'MIT' } },
      { dependencies: { wheelhouse: ['a', 'b'] }, compile: { optimize: 2, toolchains: { cp312: 'native' } } },
      { policy: { 'source-twin': 'never', rules: [{ path: 'a/**', ship: 'both', reason: 'so' }] } },
      {
        policy: {
          rules: [{ kind: 'test', 'entry-point': 'a*', until: '2027-01-31', ship: 'both', reason: 'so' }],
        },
      },
      { policy: { 'license-sets': { a: ['MIT'], b: { only: ['@permissive'] } } } },
      { compile: { normalise: false, debug: 'full' } },
      { pack: { level: 10, formats: ['tar.zst', 'wheel'] } },
      { accept: [{ finding: 'runs-at-start', distribution: 'a', reason: 'so' }] },
      {
        accept: [
          { finding: 'wheel-record-mismatch', distribution: 'a', sha256: 'ab'.repeat(32), reason: 'so' },
        ],
      },
      { pack: { level: 0 }, publish: { latest: 'legacy', prerelease: true } },
    ]) {
      expect([valid, validate(valid)]).toEqual([valid, true])
      // JSON of these forms is TOML's inline form except for the sign between key and value.
      const toml = Object.entries(valid).map(([key, value]) => `${key} = ${inline(value)}`)
      expect(() => parseConfig(toml.join('\n'), 'exuvia.toml')).not.toThrow()
    }
  })

  test('refuses what the config refuses, if a schema can express it', () => {
    for (const invalid of [
      { target: ['cp312'] },
      { targets: ['3.12'] },
      { targets: ['cp312', 'cp312'] },
      { targets: 'cp312' },
      { compile: { optimise: 1 } },
      { compile: { optimize: 3 } },
      { compile: { debug: 'columns' } },
      { compile: { normalise: 'no' } },
      { compile: { toolchains: { py312: 'native' } } },
      { policy: { preset: 'free' } },
      { policy: { rules: [{ path: 'a', ship: 'both' }] } },
      { policy: { rules: [{ path: 'a', ship: 'pyc', reason: 'so' }] } },
      { policy: { rules: [{ kind: 'code', ship: 'both', reason: 'so' }] } },
      { policy: { rules: [{ path: 'a', until: '31.1.2027', ship: 'both', reason: 'so' }] } },
      { policy: { 'license-sets': { a: 'MIT' } } },
      { pack: { level: 9.5 } },
      { pack: { level: 11 } },
      { pack: { formats: [] } },
      { pack: { formats: ['zip'] } },
      { pack: { formats: ['tar.xz', 'tar.xz'] } },
      { publish: { latest: 'true' } },
      { licenses: { a: 1 } },
      { accept: { finding: 'runs-at-start', distribution: 'a', reason: 'so' } },
      { accept: [{ finding: 'license-unknown', distribution: 'a', reason: 'so' }] },
      { accept: [{ finding: 'runs-at-start', distribution: 'a' }] },
      { accept: [{ finding: 'wheel-record-mismatch', distribution: 'a', sha256: 'AB', reason: 'so' }] },
    ]) {
      expect([invalid, validate(invalid)]).toEqual([invalid, false])
      const toml = Object.entries(invalid).map(([key, value]) => `${key} = ${inline(value)}`)
      expect(() => parseConfig(toml.join('\n'), 'exuvia.toml')).toThrow(
        /^(?:invalid configuration:\n)?exuvia\.toml:1:/,
      )
    }
  })

  test('describes every key', () => {
    const bad = leaves(schema).filter(([, leaf]) => !/^[A-Z].*\.$/.test(leaf.description ?? ''))
    expect(bad).toEqual([])
  })

  test('equals docs/schemas/config.schema.json (otherwise: exuvia schema > docs/schemas/config.schema.json, then oxfmt)', async () => {
    expect(await documentation('schemas/config.schema.json').then(JSON.parse)).toEqual(schema)
  })
})

describe('docs/configuration.md', () => {
  test('contains every key with its description and default', async () => {
    const rows = (await documentation('configuration.md'))
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(rows).toEqual(
      leaves(schema).map(([key, leaf]) => {
        const standard = leaf.default === undefined ? '' : `\`${inline(leaf.default)}\``
        return `| \`${key.replace(/\b(rules|accept|commands|limits)\./, '$1[].')}\` | ${standard} | ${leaf.description} |`
      }),
    )
  })

  test('shows valid configs', async () => {
    const examples = [...(await documentation('configuration.md')).matchAll(/```toml\n(.*?)```/gs)]
    expect(examples.length).toBeGreaterThan(1)
    for (const [, text = ''] of examples) {
      parseConfig(text, text.includes('[tool.exuvia') ? 'pyproject.toml' : 'exuvia.toml')
    }
  })
})

function documentation(path: string): Promise<string> {
  return readFile(new URL(`../../../../docs/${path}`, import.meta.url), 'utf8')
}

/** A value in TOML's inline form. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).map(([key, item]) => `${key} = ${inline(item)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}
