import { describe, expect, test } from 'vitest'
import { describeFinding, finding, findingPlace, findingSentence } from '../src/index.ts'

describe('the sentence of a finding', () => {
  test('has its arguments in their places, a list with commas', () => {
    const item = finding(
      'wheel-missing',
      'error',
      {},
      { origin: 'the wheelhouse', distribution: 'numpy', target: 'cp312-any', available: ['a.whl', 'b.whl'] },
    )
    expect(describeFinding(item)).toEqual({
      message: 'no wheel of numpy in the wheelhouse fits cp312-any; available: a.whl, b.whl',
      advice:
        'use a version that has one, add a matching wheel to a wheelhouse (dependencies.wheelhouse), or remove the target',
    })
  })

  test('shows numbers unchanged', () => {
    expect(
      describeFinding(finding('publish-asset-too-large', 'error', {}, { size: 3221225472 })).message,
    ).toBe('3221225472 bytes; GitHub allows less than 2 GiB per asset')
  })

  test('shows braces and dollars in an argument unchanged', () => {
    const item = finding('file-skipped', 'note', {}, { reason: '{reason} $& $1' })
    expect(describeFinding(item).message).toBe('left out: {reason} $& $1')
  })

  test('shows a placeholder for an argument that foreign data lack, instead of failing', () => {
    const item = { ...finding('file-skipped', 'note', {}, { reason: '' }), args: {} }
    expect(describeFinding(item).message).toBe('left out: ?')
  })

  test('follows its place, if it has one', () => {
    expect(findingSentence(finding('file-not-planned', 'error', { path: 'a.py' }))).toBe(
      'a.py: no policy decision covers this file',
    )
    expect(findingSentence(finding('publish-no-assets', 'error'))).toBe('no files to publish')
  })

  test('has no advice if the catalogue has none', () => {
    expect(describeFinding(finding('file-not-planned', 'error')).advice).toBeUndefined()
  })
})

describe('the place of a finding', () => {
  test.each([
    [{}, ''],
    [{ path: 'src/app.py' }, 'src/app.py'],
    [{ path: 'src/app.py', line: 3 }, 'src/app.py:3'],
    [{ path: 'src/app.py', line: 3, column: 7 }, 'src/app.py:3:7'],
    [{ path: 'src/app.py', column: 7 }, 'src/app.py'],
    [{ distribution: 'numpy', target: 'cp312-any' }, 'numpy (cp312-any)'],
    [{ distribution: 'numpy', wheels: 4 }, 'numpy (4 wheels)'],
    [{ target: 'cp312-any' }, '(cp312-any)'],
    [{ artifact: 'a.tar.gz' }, 'a.tar.gz'],
    [{ key: 'policy.rules[0]' }, 'policy.rules[0]'],
    [{ key: 'licenses', distribution: 'numpy' }, 'licenses numpy'],
    [{ path: 'lib/a.py', distribution: 'numpy', target: 'cp312-any' }, 'lib/a.py numpy (cp312-any)'],
  ])('%j is "%s"', (subject, place) => {
    expect(findingPlace(subject)).toBe(place)
  })
})
