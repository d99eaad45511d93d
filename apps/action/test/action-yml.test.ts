import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
const description = readFileSync(join(folder, 'action.yml'), 'utf8')
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const sources = readFileSync(join(folder, 'src/inputs.ts'), 'utf8')

/** The names below a key of action.yml, which is indented by two everywhere. */
function namesBelow(key: string): string[] {
  const section = new RegExp(`^${key}:\\n((?: .*\\n|\\n)+)`, 'm').exec(description)?.[1] ?? ''
  return [...section.matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1] ?? '')
}

test('action.yml, the code and the README name the same inputs', () => {
  const inputs = namesBelow('inputs')
  expect(inputs.length).toBeGreaterThan(0)
  const read = [...sources.matchAll(/(?:text|choice)\('([a-z-]+)'\)/g)].map((match) => match[1])
  expect(new Set(read)).toEqual(new Set(inputs))
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1])
  expect(listed).toEqual([...inputs, ...namesBelow('outputs')])
})
