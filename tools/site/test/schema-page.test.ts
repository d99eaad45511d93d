import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../src/generate.ts'
import { type Schema, schemaPage, typeOf } from '../src/schema-page.ts'

const ABOUT = 'Intro.'

test.each(globSync('docs/schemas/*.json', { cwd: ROOT }).map((file) => basename(file, '.schema.json')))(
  'the page of %s has a row for every key',
  (name) => {
    const schema = JSON.parse(readFileSync(join(ROOT, `docs/schemas/${name}.schema.json`), 'utf8')) as Schema
    const page = schemaPage(name, schema, ABOUT)
    const keys = keysOf(schema)
    expect(keys.size).toBeGreaterThan(10)
    expect([...keys].filter((key) => !page.includes(`${key}\``) && !page.includes(`## ${key}\n`))).toEqual([])
  },
)

/** All names of keys, however deep, found without the code under test. */
function keysOf(value: unknown, keys = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return keys
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'properties') for (const key of Object.keys(inner as object)) keys.add(key)
    keysOf(inner, keys)
  }
  return keys
}

test('a page names types, defaults and limits, and marks what is required', () => {
  const schema: Schema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', description: 'Its <name> | or *none*.' },
      level: { type: 'integer', minimum: 1, maximum: 9, default: 6 },
      rules: {
        type: 'array',
        description: 'In order.',
        items: { type: 'object', required: ['ship'], properties: { ship: { enum: ['source', 'both'] } } },
      },
    },
  }
  const page = schemaPage('config', schema, ABOUT)
  expect(page).toContain(String.raw`| ${'`name`'} * | string | Its \<name\> \| or \*none\*. |`)
  expect(page).toContain('| `level` | integer | Default: `6`. At least 1. At most 9. |')
  expect(page).toContain('## rules\n\nIn order. Optional, list of tables.')
  expect(page).toContain('| `rules[].ship` * | `"source"` or `"both"` |  |')
})

test.each<[Schema, string]>([
  [
    { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    'string or list of strings',
  ],
  [{ const: 'exuvia.tarball/1' }, '`"exuvia.tarball/1"`'],
  [{}, 'anything'],
])('the type of %j is %s', (schema, words) => {
  expect(typeOf(schema)).toBe(words)
})
