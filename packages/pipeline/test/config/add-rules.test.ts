import type { SuggestedRule } from '@exuvia/policy'
import { expect, test } from 'vitest'
import { addRules } from '../../src/config/add-rules.ts'

const RULES: readonly SuggestedRule[] = [
  { distribution: 'ply', settings: ['docstrings = "keep"'], reason: '-OO: says "no"\u007F' },
  { distribution: 'Tide.Mark', settings: ['optimize = 0', 'docstrings = "empty"'], reason: '-O' },
]
const rows = (table: string): string =>
  `[[${table}]]\ndistribution = "ply"\ndocstrings = "keep"\nreason = "-OO: says \\"no\\"\\u007F"\n\n[[${table}]]\ndistribution = "tide-mark"\noptimize = 0\ndocstrings = "empty"\nreason = "-O"\n`
const ADDED = rows('tool.exuvia.policy.rules')

test.each([
  [
    'before the first rule, whose comment stays with it',
    '[tool.exuvia]\ntargets = ["cp312"]\n\n# plug-ins\n[[tool.exuvia.policy.rules]]\npath = "a/**"\nship = "source"\nreason = "plug-ins"\n',
    `[tool.exuvia]\ntargets = ["cp312"]\n\n${ADDED}\n# plug-ins\n[[tool.exuvia.policy.rules]]\npath = "a/**"\nship = "source"\nreason = "plug-ins"\n`,
  ],
  [
    'at the end of a file without rules',
    '[tool.exuvia]\ntargets = ["cp312"]\n\n\n',
    `[tool.exuvia]\ntargets = ["cp312"]\n\n${ADDED}`,
  ],
])('rules go %s, and nothing else changes', (_, before, after) => {
  expect(addRules(before, 'pyproject.toml', RULES)).toBe(after)
  expect(addRules(before.replaceAll('\n', '\r\n'), 'pyproject.toml', RULES)).toBe(
    after.replaceAll('\n', '\r\n'),
  )
})

test('exuvia.toml has its own table', () => {
  expect(addRules('targets = ["cp312"]\n', 'exuvia.toml', RULES)).toBe(
    `targets = ["cp312"]\n\n${rows('policy.rules')}`,
  )
})

const INLINE =
  '  { distribution = "ply", docstrings = "keep", reason = "-OO: says \\"no\\"\\u007F" },\n' +
  '  { distribution = "tide-mark", optimize = 0, docstrings = "empty", reason = "-O" },\n'

const text = (policy: string): string => `[tool.exuvia]\n${policy}\ntargets = ["cp312"]\n`

test.each([
  [
    'policy = { preset = "source-free" } # {1}',
    `policy = { preset = "source-free", rules = [\n${INLINE}] } # {1}`,
  ],
  ['policy = {}', `policy = { rules = [\n${INLINE}] }`],
  [
    'policy.rules = [{ path = "a/**", ship = "source", reason = "r" }]',
    `policy.rules = [\n${INLINE}  { path = "a/**", ship = "source", reason = "r" }]`,
  ],
  [
    'policy = { rules = [\n  { path = "a/**", ship = "source", reason = "r" },\n] }',
    `policy = { rules = [\n${INLINE}  { path = "a/**", ship = "source", reason = "r" },\n] }`,
  ],
])('%s gets the rules inside of it', (before, after) => {
  expect(addRules(text(before), 'pyproject.toml', RULES)).toBe(text(after))
})

test('a file with its policy in another form is refused, with the lines', () => {
  const before = '[tool]\nexuvia = { policy = { preset = "source-free" }, targets = ["cp312"] }\n'
  expect(() => addRules(before, 'pyproject.toml', RULES)).toThrow(
    expect.objectContaining({ code: 'rules-not-added' }),
  )
})
