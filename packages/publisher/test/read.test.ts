import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { downloadAsset, publishRelease, readRelease } from '../src/index.ts'
import { REPO, type Setting, asset, optionsFor, scratch, setting } from './setting.ts'

const location = ({ twin, clock }: Setting) => ({ repository: REPO, tag: 'v1.0.0', apiUrl: twin.url, clock })

describe('reading a release', () => {
  it.each([true, false])('downloads and checks every byte; with a token: %s', async (withToken) => {
    const here = await setting()
    const folder = scratch()
    const given = asset(folder, 'app.bin', Buffer.alloc(300_000, 'exuvia'))
    await publishRelease(optionsFor(here, [given]))
    const where = { ...location(here), ...(withToken ? { token: here.twin.token } : {}) }
    const release = await readRelease(where)
    expect(release).toMatchObject({
      tag: 'v1.0.0',
      draft: false,
      assets: [{ name: 'app.bin', sha256: given.sha256 }],
    })
    const [remote] = release.assets
    if (remote === undefined) throw new Error('no asset')
    const path = join(folder, 'down.bin')
    expect(await downloadAsset(where, remote, path)).toEqual({ sha256: given.sha256 })
    expect(readFileSync(path).equals(readFileSync(given.path))).toBe(true)
    // The object store answers 400 to any credentials, so arriving here shows that none were passed on.
    expect(here.twin.requests.at(-1)).toMatchObject({ host: 'store', status: 200 })
  })

  it.each(['reset-midway', 'refuse'] as const)(
    'tries again after %s, and leaves no half file',
    async (kind) => {
      const here = await setting()
      const folder = scratch()
      const given = asset(folder, 'app.bin', Buffer.alloc(300_000, 'x'))
      await publishRelease(optionsFor(here, [given]))
      const [remote] = (await readRelease(location(here))).assets
      if (remote === undefined) throw new Error('no asset')
      here.twin.faults.add({ when: { host: 'store' }, times: 2, fault: { kind } })
      const out = mkdtempSync(join(folder, 'out'))
      await downloadAsset(location(here), remote, join(out, 'a'))
      expect(readdirSync(out)).toEqual(['a'])
    },
  )

  it('refuses bytes that do not match the digest, and keeps none of them', async () => {
    const here = await setting()
    const folder = scratch()
    await publishRelease(optionsFor(here, [asset(folder, 'app.bin')]))
    const [remote] = (await readRelease(location(here))).assets
    if (remote === undefined) throw new Error('no asset')
    here.twin.faults.add({ when: { host: 'store' }, fault: { kind: 'corrupt' } })
    const out = mkdtempSync(join(folder, 'out'))
    await expect(downloadAsset(location(here), remote, join(out, 'a'))).rejects.toMatchObject({
      code: 'publish-download-differs',
    })
    expect(readdirSync(out)).toEqual([])
  })

  it('shows a draft only with a token, and reports a missing release', async () => {
    const here = await setting()
    await publishRelease(optionsFor(here, [asset(scratch(), 'a')], { draft: true }))
    expect((await readRelease({ ...location(here), token: here.twin.token })).draft).toBe(true)
    await expect(readRelease(location(here))).rejects.toMatchObject({
      kind: 'usage',
      code: 'publish-no-release',
    })
  })
})
