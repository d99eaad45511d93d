import { execFileSync } from 'node:child_process'
import { find } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { countTokens } from '../src/count-tokens.ts'
import { examinationCost } from '../src/examine-sources.ts'

const count = (source: string): number => countTokens(Buffer.from(source))

/** Prints for modules of the standard library their path and how many tokens `tokenize` finds, as JSON. */
const TOKENIZE = `
import glob, json, os, tokenize
EMPTY = {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.NL}
found = []
for path in sorted(glob.glob(os.path.dirname(os.__file__) + '/*.py'))[::12]:
    with open(path, 'rb') as file:
        found.append([path, sum(one.type not in EMPTY for one in tokenize.tokenize(file.readline))])
print(json.dumps(found))
`

test(
  'no module of the standard library has more tokens than are counted',
  { tags: ['python3'] },
  async () => {
    const { readFile } = await import('node:fs/promises')
    const python = find('python3') ?? ''
    const found = JSON.parse(execFileSync(python, ['-c', TOKENIZE], { encoding: 'utf8' })) as [
      string,
      number,
    ][]
    expect(found.length).toBeGreaterThan(10)
    for (const [path, tokens] of found)
      expect([path, countTokens(await readFile(path))]).toEqual([path, expect.toSatisfy((n) => n >= tokens)])
  },
)

describe('what a source hides is counted', () => {
  test.each([
    ['in an f-string', `f"{[${'1,'.repeat(1000)}]}"`],
    ['in an f-string in an f-string of the same quotes', `f"{"x" + [${'1,'.repeat(1000)}]}"`],
    ['in a coding that writes ASCII otherwise', `# coding: utf-7\n${'+AGEACgBhAAo-'.repeat(200)}`],
    [
      'in a coding behind a long comment',
      `#${' '.repeat(5000)}coding: unicode_escape\n${'\\x61\\x0a'.repeat(300)}`,
    ],
    ['on lines of one name', 'a\n'.repeat(1000)],
    ['on lines that end as on old Macs', 'a\r'.repeat(1000)],
  ])('%s', (_, source) => {
    expect(count(source)).toBeGreaterThanOrEqual(2000)
  })
})

test('a long name, number or row of blanks is one token or none', () => {
  expect(count(`x = ${'9'.repeat(100_000)}${' '.repeat(100_000)}\n`)).toBe(4)
})

test('a source that needs no examination costs nothing, and one that does no more than a limit', () => {
  expect(examinationCost(Buffer.from('x = 1\n'.repeat(1000)))).toBe(0)
  expect(examinationCost(Buffer.from('assert x.pop()\n'))).toBeLessThan(400)
  expect(examinationCost(Buffer.from(`assert x.pop()\n${'a\n'.repeat(1_000_000)}`))).toBeLessThan(301_000)
})
