import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MalformedAnswer,
  asAsset,
  asBundles,
  asComment,
  asCommit,
  asEnabled,
  asListOf,
  asLogin,
  asNotes,
  asPull,
  asRelease,
  asRemaining,
  asRepository,
  asStored,
} from '../src/shapes.ts'

const RELEASE = {
  id: 1,
  tag_name: 'v1.4.0',
  name: null,
  body: 'Tides',
  draft: false,
  prerelease: true,
  html_url: 'https://github.com/o/r/releases/tag/v1.4.0',
  upload_url: 'https://uploads.github.com/repos/o/r/releases/1/assets{?name,label}',
  target_commitish: 'main',
}
const ASSET = {
  id: 2,
  name: 'a.tar.gz',
  state: 'uploaded',
  size: 3,
  digest: `sha256:${'AB'.repeat(32)}`,
  url: 'https://api.github.com/repos/o/r/releases/assets/2',
  browser_download_url: 'https://github.com/o/r/releases/download/v1.4.0/a.tar.gz',
  created_at: '2026-08-01T00:00:00Z',
}
const PULL = { number: 7, state: 'open', head: { sha: 'f'.repeat(40), repo: { full_name: 'o/fork' } } }
const COMMENT = { id: 5, body: null, html_url: 'https://github.com/c', user: { login: 'kai', type: 'Bot' } }

describe('an answer that is whole', () => {
  test('of a release', () => {
    expect(asRelease({ ...RELEASE, later: 'field' })).toEqual({
      id: 1,
      tag: 'v1.4.0',
      name: '',
      body: 'Tides',
      draft: false,
      prerelease: true,
      immutable: false,
      url: RELEASE.html_url,
      uploadUrl: 'https://uploads.github.com/repos/o/r/releases/1/assets',
      commitish: 'main',
      assets: [],
      changedAt: 0,
    })
    expect(asRelease({ ...RELEASE, immutable: true }).immutable).toBe(true)
  })

  test('of an asset, with or without digest and time', () => {
    expect(asAsset(ASSET)).toMatchObject({ sha256: 'ab'.repeat(32), createdAt: 1_785_542_400_000 })
    for (const digest of [undefined, null, 'md5:ab', `sha256:${'a'.repeat(63)}`, 3]) {
      expect(asAsset({ ...ASSET, digest }).sha256).toBeUndefined()
    }
    expect(asAsset({ ...ASSET, created_at: 'soon' }).createdAt).toBe(0)
  })

  test.each([
    [undefined, undefined, false],
    [null, undefined, false],
    [{ push: false }, false, false],
    [{ push: 'yes', admin: 1 }, undefined, false],
    [{ push: true, admin: true }, true, true],
  ])('of a repository with the permissions %j', (permissions, push, admin) => {
    const data = { full_name: 'o/r', archived: true, permissions }
    expect(asRepository(data)).toEqual({ fullName: 'o/r', archived: true, private: false, push, admin })
  })

  test('of a pull request and a comment, even if fork and account are gone', () => {
    expect(asPull(PULL)).toEqual({ number: 7, open: true, head: PULL.head.sha, headRepository: 'o/fork' })
    expect(asPull({ ...PULL, head: { sha: 'f', repo: null } }).headRepository).toBeUndefined()
    expect(asComment(COMMENT)).toMatchObject({ body: '', author: { login: 'kai', bot: true } })
    expect(asComment({ ...COMMENT, user: null }).author).toBeUndefined()
  })

  test('of the small ones', () => {
    expect(asLogin({ login: 'kai' })).toBe('kai')
    expect(asRemaining({ rate: { remaining: 12 } })).toBe(12)
    expect(asEnabled({ enabled: true })).toBe(true)
    expect(asCommit('a'.repeat(40))).toBe('a'.repeat(40))
    expect(asNotes({ body: 'Notes' })).toBe('Notes')
    expect(asBundles({ attestations: [{ bundle: { a: 1 } }, {}] })).toEqual([{ a: 1 }, undefined])
    expect(asStored({ id: 3 })).toBe(3)
    expect(asListOf([ASSET, ASSET], asAsset)).toHaveLength(2)
  })
})

describe('an answer that is not is refused with what it lacks', () => {
  test.each([
    [asRelease, { ...RELEASE, id: '1' }, 'no number "id"'],
    [asRelease, { ...RELEASE, id: 1.5 }, 'no number "id"'],
    [asRelease, { ...RELEASE, id: -1 }, 'no value "id"'],
    [asRelease, { ...RELEASE, tag_name: undefined }, 'no text "tag_name"'],
    [asRelease, { ...RELEASE, draft: 'no' }, 'no truth value "draft"'],
    [asRelease, { ...RELEASE, body: 'x'.repeat(1_048_577) }, '"body" is too large'],
    [asRelease, [], 'expected a release'],
    [asAsset, { ...ASSET, size: 2 ** 60 }, '"size" is too large'],
    [asAsset, null, 'expected an asset'],
    [asPull, { ...PULL, head: {} }, 'no text "head.sha"'],
    [asPull, { ...PULL, head: { sha: 'f', repo: 3 } }, 'no fields "head.repo"'],
    [asComment, { ...COMMENT, user: {} }, 'no text "user.login"'],
    [asRemaining, { rate: {} }, 'no number "rate.remaining"'],
    [asCommit, 'HEAD', 'expected a commit'],
    [asNotes, { body: null }, 'no text "body"'],
    [asBundles, { attestations: [3] }, 'no fields "attestations.0"'],
    [asBundles, { message: 'x' }, 'no list "attestations"'],
    [asStored, { message: 'x' }, 'no value "id"'],
    [(data: unknown) => asListOf(data, asAsset), { message: 'x' }, 'expected a list'],
    [
      (data: unknown) => asListOf(data, asAsset),
      Array.from({ length: 1001 }, () => ASSET),
      'expected a list',
    ],
  ])('%#: %3$s', (read, data, message) => {
    expect(() => read(data)).toThrow(new MalformedAnswer(message))
  })

  test('and no answer causes another error', () => {
    const readers = [asRelease, asAsset, asRepository, asPull, asComment, asLogin, asRemaining, asBundles]
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...readers), (data, read) => {
        expect(thrownBy(() => read(data)) ?? new MalformedAnswer('')).toBeInstanceOf(MalformedAnswer)
      }),
    )
  })
})

/** What a function throws; undefined if it returns. */
function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
