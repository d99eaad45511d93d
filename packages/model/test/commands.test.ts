import { expect, test } from 'vitest'
import { codeOfScript, scriptOfCode } from '../src/index.ts'

test.each([
  ['aws', 'libexec/aws.py'],
  ['rst2html.py', 'libexec/py/rst2html.py'],
  ['py', 'libexec/py.py'],
  ['.py', 'libexec/py/.py'],
  ['jp.PY', 'libexec/jp.PY.py'],
])('the code of the command %s is %s', (command, path) => {
  expect(codeOfScript(command)).toBe(path)
  expect(scriptOfCode(path)).toBe(command)
})

test('other files are no code of a command', () => {
  expect(['libexec/py/aws', 'libexec/a/b.py', 'lib/aws.py'].map(scriptOfCode)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
