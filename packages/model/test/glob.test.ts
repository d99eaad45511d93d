import fc from 'fast-check'
import picomatch from 'picomatch'
import { describe, expect, test } from 'vitest'
import { globMatcher, globMistake, matchWildcard, readWildcard } from '../src/index.ts'

const name = fc
  .array(fc.constantFrom('a', 'b', '.', '-', '1'), { minLength: 1, maxLength: 4 })
  .map((characters) => characters.join(''))
  .filter((each) => each !== '.' && each !== '..')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
const piece = fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[^a]', '[a-b]', '{a,b}', '{a,*b}')
const segment = fc.oneof(
  fc.constant('**'),
  fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('').replaceAll('**', '*')),
)
const glob = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))

describe('a glob', () => {
  test('matches what picomatch matches', () => {
    fc.assert(
      fc.property(glob, path, (pattern, file) => {
        // `.` and `..` are no names of files; picomatch lets some globs take them apart.
        // For picomatch `a/**` is also a file `a`, and `*/**` is not.
        // picomatch's short way for `*.*` wants a character behind the dot; a shell does not.
        const folder = pattern.replace(/(?:\/\*\*)+$/, '')
        fc.pre(folder === pattern || !globMatcher(folder)(file))
        fc.pre(!/(?:^|\/)\.{1,2}(?:\/|$)/.test(pattern) && !pattern.startsWith('**/**'))
        fc.pre(!(/^(?:\*\*\/)?\*\.\*$/.test(pattern) && file.endsWith('.')))
        expect(globMatcher(pattern)(file), `${pattern} ${file}`).toBe(
          picomatch(pattern, { dot: true, nonegate: true })(file),
        )
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['lib/*.py', 'lib/a.py', true],
    ['lib/*.py', 'lib/pkg/a.py', false],
    ['lib/**', 'lib/pkg/a.py', true],
    ['lib/**', 'lib', false],
    ['**/tests/**', 'tests/a.py', true],
    ['**/tests/**', 'lib/a/tests/b/c.py', true],
    [String.raw`a\*b`, 'a*b', true],
    [String.raw`a\*b`, 'axb', false],
    ['{lib,bin}/{a,b}?', 'bin/b1', true],
    ['[!.]*', '.hidden', false],
    ['*', '.hidden', true],
    ['😀?', '😀é', true],
  ])('%s on %s', (pattern, file, expected) => {
    expect(globMatcher(pattern)(file)).toBe(expected)
  })

  test.each([
    ['a[b', 'a glob with closed brackets'],
    ['a{b', 'a glob with closed brackets'],
    ['a}b', 'a glob with closed brackets'],
    ['+(a|b)', 'a glob without "(": {a,b} are alternatives'],
    ['{a,b}'.repeat(10), 'a glob whose braces make at most 1000 alternatives'],
    ['a'.repeat(5000), 'a glob of at most 4096 characters'],
  ])('%s is a mistake', (pattern, expected) => {
    expect(globMistake(pattern)).toBe(expected)
    expect(globMatcher(pattern)('a')).toBe(false)
  })

  // As a regular expression this would take longer than anyone waits.
  test('with many stars ends on a long path that nearly fits', () => {
    expect(globMatcher(`${'**/*a*/'.repeat(50)}b`)(`${'aaaa/'.repeat(700)}c`)).toBe(false)
    expect(matchWildcard(readWildcard('a*'.repeat(1000)), `${'a'.repeat(4000)}b`)).toBe(true)
    expect(matchWildcard(readWildcard(`${'a*'.repeat(1000)}c`), `${'a'.repeat(4000)}b`)).toBe(false)
  })
})
