import { expect, test } from 'vitest'
import { addLicenseLines } from '../../src/licenses/add-lines.ts'

const LINES = [
  { name: 'tide', expression: 'BSD-2-Clause', found: 'License: BSD' },
  { name: 'gull', expression: undefined, found: 'no licence\nnamed' },
]
const TIDE = '"tide" = "BSD-2-Clause" # guessed from License: BSD: check it'
const GULL = '# "gull" = "" # found: no licence named'

test.each([
  [
    'at the end of the table',
    '[tool.exuvia]\ntargets = ["cp312"]\n\n[tool.exuvia.licenses] # ours\nlib = "MIT"   # checked\n\n# rules\n[tool.exuvia.policy]\npreset = "source-free"\n',
    `[tool.exuvia]\ntargets = ["cp312"]\n\n[tool.exuvia.licenses] # ours\nlib = "MIT"   # checked\n${TIDE}\n${GULL}\n\n# rules\n[tool.exuvia.policy]\npreset = "source-free"\n`,
  ],
  [
    'at the end of a file that ends with the table',
    '[tool.exuvia]\ntargets = ["cp312"]\n[ tool . "exuvia" . licenses ]\nlib = "MIT"',
    `[tool.exuvia]\ntargets = ["cp312"]\n[ tool . "exuvia" . licenses ]\nlib = "MIT"\n${TIDE}\n${GULL}`,
  ],
  [
    'in a new table',
    '[tool.exuvia]\r\ntargets = ["cp312"]\r\n\r\n\r\n',
    `[tool.exuvia]\r\ntargets = ["cp312"]\r\n\r\n[tool.exuvia.licenses]\r\n${TIDE}\r\n${GULL}\r\n`,
  ],
])('lines go %s, and nothing else changes', (_, before, after) => {
  expect(addLicenseLines(before, 'pyproject.toml', LINES)).toBe(after)
})

test('exuvia.toml has its own table', () => {
  expect(addLicenseLines('targets = ["cp312"]\n', 'exuvia.toml', LINES)).toBe(
    `targets = ["cp312"]\n\n[licenses]\n${TIDE}\n${GULL}\n`,
  )
})

test.each([
  '[tool.exuvia]\ntargets = ["cp312"]\nlicenses = { lib = "MIT" }\n',
  '[tool.exuvia]\ntargets = ["cp312"]\nlicenses.lib = "MIT"\n',
  '[tool.exuvia]\ntargets = ["cp312"]\n[project]\ndescription = """\n[tool.exuvia.licenses]\n"""\n',
])('a file in another form is refused, with the lines: %j', (before) => {
  expect(() => addLicenseLines(before, 'pyproject.toml', LINES)).toThrow(
    expect.objectContaining({ code: 'licenses-not-added' }),
  )
})
