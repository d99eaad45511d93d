import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { compareFiles, compareManifests, isSame } from '../src/index.ts'
import { KINDS, MANIFEST, TWIN, artifact, digest, file } from './example.ts'

describe('files against a manifest', () => {
  const files = artifact('cp312-any').files

  test('unchanged files do not differ, whatever the umask', () => {
    const found = files.map((each) => ({ ...each, mode: each.mode === '0755' ? '0700' : '0600' }))
    expect(compareFiles(files, found)).toEqual({
      changed: [],
      missing: [],
      extra: [],
      modeChanged: [],
      missingFolders: [],
    })
    expect(compareFiles([file('x', { mode: '0755' })], [file('x', { mode: '' })]).modeChanged).toEqual([])
  })

  test('changed, missing, extra and executable files are listed separately, each sorted by path', () => {
    const expected = [
      file('b'),
      file('a'),
      file('gone'),
      file('x', { mode: '0755' }),
      file('l', { link: 'a' }),
      file('m'),
    ]
    const result = compareFiles(expected, [
      file('b', { sha256: digest('b') }),
      file('a', { size: 101 }),
      file('x'),
      { path: 'l', link: '/etc/passwd', size: 0, sha256: '', mode: '0777' },
      { path: 'm', link: 'a', size: 100, sha256: digest('a') },
      file('new'),
    ])
    expect(result.changed.map(({ path }) => path)).toEqual(['a', 'b', 'l', 'm'])
    expect(result.missing).toEqual([file('gone')])
    expect(result.extra).toEqual([file('new')])
    expect(result.modeChanged).toEqual([{ path: 'x', expected: '0755', actual: '0644' }])
  })

  test.each([
    ['0644', '0644', true],
    ['0644', '0600', true],
    ['0644', '0444', true],
    ['0644', '0000', true],
    ['0755', '0700', true],
    ['0755', '0500', true],
    ['0644', '0664', false],
    ['0644', '0646', false],
    ['0644', '0645', false],
    ['0644', '0744', false],
    ['0755', '0775', false],
    ['0755', '0655', false],
    ['0755', '04755', false],
    ['0755', '02755', false],
    ['0644', '01644', false],
  ])('of a file packed as %s, %s on disk is the same: %s', (packed, mode, same) => {
    const comparison = compareFiles([file('x', { mode: packed })], [file('x', { mode })])
    expect(comparison.modeChanged).toEqual(same ? [] : [{ path: 'x', expected: packed, actual: mode }])
    // No umask applies to what a tar header says.
    const exact = compareFiles([file('x', { mode: packed })], [file('x', { mode })], { exactModes: true })
    expect(exact.modeChanged).toHaveLength(packed === mode ? 0 : 1)
  })

  test.each(['link', 'hard link', 'pipe', 'socket', 'device', 'unknown'] as const)(
    'a %s in place of a file is changed, even an empty one',
    (type) => {
      const empty = file('x', { size: 0 })
      const link = type.endsWith('link') ? { link: 'y' } : {}
      expect(compareFiles([empty], [{ ...empty, type, ...link }]).changed).toHaveLength(1)
      const same = type === 'link' ? 0 : 1
      const wanted = file('x', { link: 'y' })
      expect(compareFiles([wanted], [{ ...wanted, type, ...link }]).changed).toHaveLength(same)
    },
  )

  test('folders are those of the files, with at most the permissions 0755', () => {
    const packed = [file('a/b/x'), file('c')]
    const compare = (folders: Record<string, string>, exactModes = false) =>
      compareFiles(packed, packed, {
        folders: Object.entries(folders).map(([path, mode]) => ({ path, mode })),
        exactModes,
      })
    const good = { '': '0755', a: '0755', 'a/b': '0755' }
    expect(isSame(compare(good))).toBe(true)
    expect(isSame(compare(good, true))).toBe(true)
    expect(isSame(compare({ '': '0700', a: '0700', 'a/b': '0500' }))).toBe(true)
    // Made by hand with a umask of 002; setgid is inherited.
    expect(isSame(compare({ '': '02775', a: '02755', 'a/b': '02755' }))).toBe(true)
    const changed = (folders: Record<string, string>) =>
      compare({ ...good, ...folders }).modeChanged.map(({ path }) => path)
    expect(changed({ 'a/b': '02755' })).toEqual(['a/b/'])
    expect(changed({ a: '0775' })).toEqual(['a/'])
    expect(changed({ a: '0757', 'a/b': '01755' })).toEqual(['a/', 'a/b/'])
    expect(changed({ '': '0757' })).toEqual(['./'])
    expect(compare({ ...good, a: '0700' }, true).modeChanged.map(({ path }) => path)).toEqual(['a/'])
    expect(compare({ ...good, empty: '0755', 'a/z': '0755' }).extra.map(({ path }) => path)).toEqual([
      'a/z/',
      'empty/',
    ])
    expect(compare({ '': '0755', 'a/b': '0755' }).missingFolders).toEqual(['a/'])
  })

  test('a link compares equal, whatever size and mode the system gives it', () => {
    const result = compareFiles(
      [file('l', { link: 'a' })],
      [{ path: 'l', link: 'a', size: 0, sha256: '', mode: '0777' }],
    )
    expect(result).toEqual({ changed: [], missing: [], extra: [], modeChanged: [], missingFolders: [] })
  })

  test('a path that an archive contains twice is extra the second time', () => {
    const evil = file('a', { sha256: digest('e') })
    expect(compareFiles([file('a')], [file('a'), evil]).extra).toEqual([evil])
    expect(compareFiles([file('a')], [evil, file('a')]).changed).toHaveLength(1)
  })

  test('every found file is the same, changed, or extra, and every expected one found or missing', () => {
    const some = fc.uniqueArray(
      fc.record({ path: fc.constantFrom('a', 'b', 'c', '__proto__'), size: fc.nat(1) }),
      { selector: ({ path }) => path },
    )
    fc.assert(
      fc.property(some, some, (left, right) => {
        const expected = left.map(({ path, size }) => file(path, { size }))
        const actual = right.map(({ path, size }) => file(path, { size }))
        const { changed, missing, extra } = compareFiles(expected, actual)
        const same = expected.filter(({ path, size }) =>
          actual.some((other) => other.path === path && other.size === size),
        )
        expect(same.length + changed.length + missing.length).toBe(expected.length)
        expect(same.length + changed.length + extra.length).toBe(actual.length)
      }),
    )
  })
})

describe('a release against an earlier one', () => {
  const before = {
    ...MANIFEST,
    version: '1.1.0',
    artifacts: [
      artifact('cp311-any'),
      artifact('cp312-any', {
        sha256: digest('9'),
        size: 40_000,
        sizes: {
          source: 120_000,
          bytecode: 0,
          unpacked: 1,
          compressed: 41_234,
          kinds: { ...KINDS, names: 1 },
        },
        files: [file('bin/tidemark'), file('lib/old.pyc')],
      }),
      TWIN,
    ],
  }

  test('artifacts are matched by target, files by path', () => {
    const { added, removed, changed, same } = compareManifests(before, {
      ...MANIFEST,
      artifacts: [artifact('cp312-any'), artifact('cp313-any'), TWIN],
    })
    expect(added.map(({ target }) => target)).toEqual(['cp313-any'])
    expect(removed.map(({ target }) => target)).toEqual(['cp311-any'])
    expect(same).toEqual([TWIN])
    expect(changed).toHaveLength(1)
    const [difference] = changed
    expect(difference?.sizes.compressed).toEqual({ before: 41_234, after: 41_234 })
    expect(difference?.sizes.bytecode).toEqual({ before: 0, after: 98_000 })
    expect(difference?.kinds?.names).toEqual({ before: 1, after: 9000 })
    expect(Object.keys(difference?.kinds ?? {})).toEqual(Object.keys(KINDS))
    expect(difference?.files.added.map(({ path }) => path)).toEqual([
      'lib/tidemark/cli.pyc',
      'lib/tidemark/latest',
    ])
    expect(difference?.files.removed.map(({ path }) => path)).toEqual(['lib/old.pyc'])
    // Executable now, and not before.
    expect(difference?.files.changed.map(({ path }) => path)).toEqual(['bin/tidemark'])
  })

  test('a release does not differ from itself', () => {
    expect(compareManifests(MANIFEST, MANIFEST)).toEqual({
      added: [],
      removed: [],
      changed: [],
      same: MANIFEST.artifacts,
    })
  })
})
