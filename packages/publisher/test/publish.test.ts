import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { publishRelease } from '../src/index.ts'
import {
  REPO,
  asset,
  assets,
  errorOf,
  listener,
  optionsFor,
  scratch,
  setting,
  wrongAtTheEnd,
} from './setting.ts'

const uploads = (twin: { requests: readonly { operation: string }[] }): number =>
  twin.requests.filter((request) => request.operation === 'repos/upload-release-asset').length
const writes = (twin: { requests: readonly { method: string }[] }): number =>
  twin.requests.filter((request) => !['GET', 'HEAD'].includes(request.method)).length

describe('publishing', () => {
  it('creates a draft, uploads everything, and publishes only then', async () => {
    const here = await setting()
    const given = assets(scratch(), 3)
    const states: string[] = []
    here.twin.onChange(() => {
      const [release] = here.twin.releases(REPO)
      states.push(
        `${release?.draft === true ? 'draft' : 'public'} ${release?.assets.filter((each) => each.state === 'uploaded').length}`,
      )
    })
    const { events, onProgress } = listener()
    const published = await publishRelease(
      optionsFor(here, given, { notes: 'What is new', name: 'One', onProgress }),
    )
    expect(published).toMatchObject({ published: true, changed: true, kept: [], replaced: [], tag: 'v1.0.0' })
    expect(published.uploaded).toEqual(given.map(({ name }) => name))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect(states.filter((state) => state.startsWith('public'))).toEqual(['public 3'])
    expect(here.twin.releases(REPO)[0]).toMatchObject({ name: 'One', body: 'What is new', latest: true })
    expect(events.at(-1)).toEqual({ type: 'published', url: published.url })
  })

  it('changes nothing the second time, and reports it', async () => {
    const here = await setting()
    const given = assets(scratch(), 3)
    await publishRelease(optionsFor(here, given))
    const before = writes(here.twin)
    const again = await publishRelease(optionsFor(here, given))
    expect(again).toMatchObject({ changed: false, uploaded: [], published: true })
    expect(again.kept).toHaveLength(3)
    expect(writes(here.twin)).toBe(before)
  })

  it('leaves a draft on request, and publishes the same one later', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    const draft = await publishRelease(optionsFor(here, given, { draft: true, notes: 'n' }))
    expect(draft.published).toBe(false)
    const unchanged = await publishRelease(optionsFor(here, given, { draft: true, notes: 'n' }))
    expect(unchanged).toMatchObject({ changed: false, releaseId: draft.releaseId })
    const published = await publishRelease(optionsFor(here, given, { notes: 'n' }))
    expect(published).toMatchObject({ releaseId: draft.releaseId, published: true, uploaded: [] })
    expect(here.twin.releases(REPO)[0]?.body).toBe('n')
  })

  it('adopts a draft that somebody made by hand, and keeps its notes', async () => {
    const here = await setting()
    const given = assets(scratch(), 1)
    const body = JSON.stringify({ tag_name: 'v1.0.0', draft: true, body: 'by hand', name: 'Hand' })
    await fetch(`${here.twin.url}/repos/${REPO}/releases`, {
      method: 'POST',
      body,
      headers: { authorization: `token ${here.twin.token}` },
    })
    await publishRelease(optionsFor(here, given))
    expect(here.twin.releases(REPO)).toMatchObject([{ draft: false, body: 'by hand', name: 'Hand' }])
  })

  it('adds what a published release lacks under its name, and deletes damaged bytes at once', async () => {
    const here = await setting()
    const given = assets(scratch(), 3)
    await publishRelease(optionsFor(here, given.slice(0, 1)))
    here.twin.faults.add({ when: { operation: 'repos/upload-release-asset' }, fault: { kind: 'corrupt' } })
    const from = here.twin.requests.length
    const names = new Set<string>()
    here.twin.onChange(() => {
      for (const { name } of here.twin.releases(REPO)[0]?.assets ?? []) names.add(name)
    })
    const result = await publishRelease(optionsFor(here, given, { concurrency: 1 }))
    expect(result.uploaded).toHaveLength(2)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect([...names].toSorted()).toEqual(given.map(({ name }) => name))
    const operations = here.twin.requests.slice(from).map(({ operation }) => operation)
    const upload = operations.indexOf('repos/upload-release-asset')
    expect(operations[upload + 1]).toBe('repos/delete-release-asset')
  })

  it('refuses bytes that a run left damaged on a public release, and replaces them on request', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    await publishRelease(optionsFor(here, given.slice(0, 1)))
    const over = new AbortController()
    const upload = { operation: 'repos/upload-release-asset' }
    here.twin.faults.add({ when: upload, fault: { kind: 'corrupt' } })
    here.twin.onChange(() => {
      if (here.twin.releases(REPO)[0]?.assets.length === 2) over.abort()
    })
    await errorOf(publishRelease(optionsFor(here, given, { signal: over.signal })))
    const error = await errorOf(publishRelease(optionsFor(here, given)))
    expect(error).toMatchObject({ code: 'publish-asset-differs' })
    expect(error.hint).toContain('--replace')
    await publishRelease(optionsFor(here, given, { replace: true }))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('names the address of every file', async () => {
    const here = await setting()
    const given = assets(scratch(), 2)
    const { assets: there } = await publishRelease(optionsFor(here, given))
    expect(there).toMatchObject(given.map(({ name, size, sha256 }) => ({ name, size, sha256 })))
    for (const { url, size } of there) {
      const answer = await fetch(url)
      expect((await answer.arrayBuffer()).byteLength).toBe(size)
    }
  })

  it('starts a discussion as the release becomes public, and leaves a complete draft if it has no such category', async () => {
    const here = await setting({ repositories: [{ name: REPO, discussionCategories: ['News'] }] })
    const given = assets(scratch(), 1)
    const error = await errorOf(publishRelease(optionsFor(here, given, { discussion: 'Nwes' })))
    expect(error).toMatchObject({ kind: 'usage', code: 'publish-discussion-category' })
    expect(here.twin.releases(REPO)).toMatchObject([{ draft: true }])
    await publishRelease(optionsFor(here, given, { discussion: 'News' }))
    expect(here.twin.releases(REPO)).toMatchObject([{ draft: false, discussion: 'News' }])
  })

  it('stops before it writes anything if a name has other bytes', async () => {
    const here = await setting()
    const folder = scratch()
    await publishRelease(optionsFor(here, [asset(folder, 'a', 'old')]))
    const before = writes(here.twin)
    const error = await errorOf(
      publishRelease(optionsFor(here, [asset(folder, 'a', 'new'), asset(folder, 'b')])),
    )
    expect(error).toMatchObject({ kind: 'refused', code: 'publish-asset-differs' })
    expect(error.message).toContain('a: the release v1.0.0 holds different bytes')
    expect(writes(here.twin)).toBe(before)
  })

  it('replaces with a good copy in place at every moment', async () => {
    const here = await setting()
    const folder = scratch()
    const [old, fresh] = [asset(folder, 'nightly.tar.gz', 'old'), asset(folder, 'nightly.tar.gz', 'fresh')]
    await publishRelease(optionsFor(here, [old]))
    const copies: number[] = []
    here.twin.onChange(() => {
      const good = new Set([old.sha256, fresh.sha256])
      copies.push(here.twin.releases(REPO)[0]?.assets.filter((each) => good.has(each.sha256)).length ?? 0)
    })
    const result = await publishRelease(optionsFor(here, [fresh], { replace: true }))
    expect(result).toMatchObject({ replaced: ['nightly.tar.gz'], changed: true })
    expect(Math.min(...copies)).toBeGreaterThan(0)
    expect(wrongAtTheEnd(here.twin, [fresh])).toEqual([])
  })

  it('refuses to change an immutable release, and accepts a complete one', async () => {
    const here = await setting({ repositories: [{ name: REPO, immutableReleases: true }] })
    const folder = scratch()
    const given = [asset(folder, 'a')]
    await publishRelease(optionsFor(here, given))
    expect(await publishRelease(optionsFor(here, given))).toMatchObject({ changed: false })
    const error = await errorOf(
      publishRelease(optionsFor(here, [...given, asset(folder, 'b')], { replace: true })),
    )
    expect(error).toMatchObject({ kind: 'refused', code: 'publish-immutable' })
  })

  it('waits for late digests, and downloads and hashes if there are none', async () => {
    const given = assets(scratch(), 2)
    for (const digest of [6000, Number.POSITIVE_INFINITY]) {
      const here = await setting({ lag: { digest } })
      await publishRelease(optionsFor(here, given))
      expect(wrongAtTheEnd(here.twin, given)).toEqual([])
      const read = here.twin.requests.filter((request) => request.operation === 'store/get').length
      expect(read).toBe(digest === 6000 ? 0 : 2)
    }
  })

  it('finds wrong bytes if the server reports no digest', async () => {
    const here = await setting({ lag: { digest: Number.POSITIVE_INFINITY } })
    const given = assets(scratch(), 2)
    here.twin.faults.add({ when: { operation: 'repos/upload-release-asset' }, fault: { kind: 'corrupt' } })
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect(uploads(here.twin)).toBe(3)
  })

  it('keeps + and @ in names', async () => {
    const here = await setting()
    const given = [asset(scratch(), 'torch-2.0+cu118@x-cp312.whl')]
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('works on the paths of an Enterprise Server', async () => {
    const here = await setting({ enterprise: true })
    const given = assets(scratch(), 2)
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('makes an older version the latest only on request', async () => {
    const here = await setting()
    const folder = scratch()
    await publishRelease(optionsFor(here, [asset(folder, 'a')], { tag: 'v2.0.0' }))
    await publishRelease(optionsFor(here, [asset(folder, 'b')], { tag: 'v1.9.1' }))
    await publishRelease(optionsFor(here, [asset(folder, 'c')], { tag: 'v3.0.0-rc1', prerelease: true }))
    const latest = (): string | undefined => here.twin.releases(REPO).find((release) => release.latest)?.tag
    expect(latest()).toBe('v2.0.0')
    await publishRelease(optionsFor(here, [asset(folder, 'd')], { tag: 'v1.9.2', latest: 'true' }))
    expect(latest()).toBe('v1.9.2')
  })

  it('keeps under the limits with many assets, in simulated time', async () => {
    const here = await setting()
    const given = assets(scratch(), 200)
    await publishRelease(optionsFor(here, given, { concurrency: 8 }))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    expect(here.twin.requests.filter((request) => request.status === 403)).toEqual([])
  })
})

describe('errors', () => {
  const token = 'ghp_secretsecretsecret'
  it.each([
    ['an unknown token', 'ghp_other', 'publish-token-refused'],
    ['a token that may only read', 'ghp_r', 'publish-token-rights'],
    ['an Actions token that may only read', 'ghs_r', 'publish-token-rights'],
    ['no token', ' ', 'publish-token-missing'],
  ])('%s: the error names the next step', async (_, given, code) => {
    const here = await setting({
      tokens: [{ token }, { token: 'ghp_r', right: 'read' }, { token: 'ghs_r', right: 'read' }],
    })
    const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1), { token: given })))
    expect(error).toMatchObject({ kind: 'usage', code })
    expect(error.hint).not.toBe('')
    expect(here.twin.releases(REPO)).toEqual([])
  })

  it('never shows the token, whatever fails', async () => {
    const here = await setting({ tokens: [{ token }] })
    const given = assets(scratch(), 1)
    for (const operation of [
      'repos/get',
      'repos/create-release',
      'repos/upload-release-asset',
      'repos/update-release',
    ]) {
      here.twin.faults.add({
        when: { operation },
        times: 100,
        fault: { kind: 'status', status: 422, message: `bad ${token} here` },
      })
      const error = await errorOf(publishRelease(optionsFor(here, given, { token })))
      here.twin.faults.clear()
      const all = `${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error)} ${String((error.cause as Error | undefined)?.stack)}`
      expect(all).not.toContain(token)
      expect(all).toContain('[token]')
    }
    const bad = await errorOf(publishRelease(optionsFor(here, given, { token: `${token}\nx` })))
    expect(`${bad.message} ${bad.hint} ${bad.stack}`).not.toContain(token)
  })

  it('gives up after a bounded number of attempts, and reports the state and how to continue', async () => {
    const here = await setting()
    here.twin.faults.add({
      when: { path: /name=app-1\.0-cp31/ },
      times: 100,
      fault: { kind: 'status', status: 500 },
    })
    const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 3))))
    expect(error).toMatchObject({ kind: 'outside', code: 'publish-failed' })
    expect(error.hint).toContain('this run put 2 of 3 assets on the draft')
    expect(error.hint).toContain('run the same command again')
    expect(here.twin.releases(REPO)[0]?.draft).toBe(true)
  })

  it('does not retry what GitHub refuses', async () => {
    const here = await setting()
    here.twin.faults.add({
      when: { operation: 'repos/create-release' },
      times: 9,
      fault: { kind: 'status', status: 422, message: 'no' },
    })
    expect(await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1))))).toMatchObject({
      kind: 'refused',
    })
    expect(here.twin.requests.filter((request) => request.method === 'POST')).toHaveLength(1)
  })

  it('notices a file that changed since the release was made', async () => {
    const here = await setting()
    const [given] = assets(scratch(), 1)
    if (given === undefined) return
    writeFileSync(given.path, 'x'.repeat(given.size))
    expect(await errorOf(publishRelease(optionsFor(here, [given])))).toMatchObject({
      code: 'publish-file-changed',
    })
    expect(here.twin.releases(REPO)).toMatchObject([{ draft: true, assets: [] }])
  })

  it('stops on request, and the next run continues', async () => {
    const here = await setting()
    const given = assets(scratch(), 4)
    const stop = new AbortController()
    here.twin.faults.add({
      when: { operation: 'repos/upload-release-asset' },
      from: 3,
      fault: {
        kind: 'call',
        at: 'before',
        run: () => {
          stop.abort(new Error('SIGINT'))
        },
      },
    })
    const error = await errorOf(
      publishRelease(optionsFor(here, given, { signal: stop.signal, concurrency: 1 })),
    )
    expect(error).toMatchObject({ kind: 'interrupted' })
    expect(error.hint).toMatch(/this run put \d of \d assets on the draft .*\nrun the same command again/)
    expect(here.twin.releases(REPO)[0]?.draft).toBe(true)
    await publishRelease(optionsFor(here, given))
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })
})
