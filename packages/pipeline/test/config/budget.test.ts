import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/index.ts'

/** What is wrong with a budget, without its place. */
function complaint(toml: string): string {
  try {
    parseConfig(toml, 'exuvia.toml')
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return error.message
      .replace('invalid configuration:\n', '')
      .replaceAll(/exuvia\.toml:\d+:\d+ budget/g, '')
  }
  return 'accepted'
}

const limit = (keys: string): string => complaint(`[budget]\nlimits = [{ ${keys} }]`)

const WANTED = 'expected a size such as "8 MB" or "256 KiB", or growth such as "+5 %" or "+200 kB", got'

describe('a wrong budget says what to write', () => {
  test.each([
    ['budget = "lots"', ': expected a table, got "lots"'],
    ['budget.limits = "lots"', '.limits: expected an array of tables ([[budget.limits]]), got "lots"'],
    ['budget.limit = []', '.limit: unknown key; did you mean "limits"?'],
  ])('%s', (toml, expected) => {
    expect(complaint(toml)).toBe(expected)
  })

  test.each([
    ['packed = "lots"', `.limits[0].packed: ${WANTED} "lots"`],
    ['packed = 8', '.limits[0].packed: expected a size such as "8 MB" or an array of them, got 8'],
    ['packed = "8"', `.limits[0].packed: ${WANTED} "8"; the units are B, kB, MB, GB, KiB, MiB, GiB`],
    ['packed = "8 mb"', `.limits[0].packed: ${WANTED} "8 mb"; did you mean "8 MB"?`],
    ['packed = "8M"', `.limits[0].packed: ${WANTED} "8M"; did you mean "8 MB"?`],
    ['packed = "8 KB"', `.limits[0].packed: ${WANTED} "8 KB"; did you mean "8 kB"?`],
    [
      'packed = "8 pixels"',
      `.limits[0].packed: ${WANTED} "8 pixels"; the units are B, kB, MB, GB, KiB, MiB, GiB`,
    ],
    ['packed = "5 %"', `.limits[0].packed: ${WANTED} "5 %"; a share is growth: "+5 %"`],
    ['packed = "-5 %"', `.limits[0].packed: ${WANTED} "-5 %"; a release may always shrink`],
    ['packed = "-8 MB"', `.limits[0].packed: ${WANTED} "-8 MB"; a release may always shrink`],
    ['packed = "99999999 GB"', `.limits[0].packed: ${WANTED} "99999999 GB"`],
    ['packed = "0 MB"', '.limits[0].packed: expected more than 0: no artifact is empty'],
    ['unpacked = "0 MB"', '.limits[0].unpacked: expected more than 0: no artifact is empty'],
    ['packed = []', '.limits[0].packed: missing: expected packed = "8 MB", unpacked = "30 MB", or both'],
    ['target = "*"', '.limits[0].packed: missing: expected packed = "8 MB", unpacked = "30 MB", or both'],
    [
      'kind = "doc", unpacked = "1 kB"',
      '.limits[0].kind: expected one of "bytecode", "source", "native", "data", "metadata", "licenses", "exuvia", "code", "names", "strings", "docstrings", "constants", "line-tables", "exception-tables", "file-names", "framing", got "doc"',
    ],
    [
      'kind = "docstring", unpacked = "1 kB"',
      '.limits[0].kind: expected one of "bytecode", "source", "native", "data", "metadata", "licenses", "exuvia", "code", "names", "strings", "docstrings", "constants", "line-tables", "exception-tables", "file-names", "framing", got "docstring"; did you mean "docstrings"?',
    ],
    [
      'path = "lib/**", packed = "1 kB"',
      '.limits[0].packed: no part of an archive has a packed size of its own; with path write unpacked',
    ],
    [
      'distribution = "numpy", kind = "docstrings", unpacked = "1 kB"',
      '.limits[0].kind: the bytes inside bytecode count for whole artifacts; with distribution write kind = "bytecode"',
    ],
    [
      'artifact = "dist/*.zip", packed = "1 kB"',
      '.limits[0].artifact: expected the name of an artifact or a glob of names ("*-source.tar.gz"), got "dist/*.zip"',
    ],
    [
      'target = "py3.12", packed = "1 kB"',
      '.limits[0].target: expected a runtime (cp312) or a target (cp312-any, cp312-linux-x86_64, cp311-manylinux_2_28_x86_64), got "py3.12"',
    ],
    ['packed = ["1 kB", "1 kB"]', '.limits[0].packed: expected each item once, got "1 kB" twice'],
  ])('%s', (keys, expected) => {
    expect(limit(keys)).toBe(expected)
  })

  test.each([
    ['path = "**/tests/**", unpacked = "0 B"'],
    ['kind = "source", unpacked = "+0 %"'],
    ['target = "mpy6-*", unpacked = "256KiB"'],
    ['packed = ["8MB", "+5%"], severity = "warning"'],
  ])('but accepts %s', (keys) => {
    expect(limit(keys)).toBe('accepted')
  })
})
