import { request } from 'node:http'
import { mkdtemp, readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../src/index.ts'
import { fieldErrors, makeDraft, octokitFor, raw, REPO, twinFor, upload } from './with-twin.ts'

const RELEASES = '/repos/octocat/hello/releases'

describe('assets', () => {
  it('rewrites unsafe names as GitHub does', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    const nameOf = async (name: string) =>
      ((await upload(twin, draft.upload, name)).body as { name: string }).name
    expect(await nameOf('my app (1).tgz')).toBe('my.app.1..tgz')
    expect(await nameOf('torch-2.0+cu118@x.whl')).toBe('torch-2.0+cu118@x.whl')
    expect(await nameOf('.hidden.')).toBe('hidden')
    expect(await nameOf('日本.txt')).toBe('txt')
  })

  it('reads an unescaped + as a space, as in every query string', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    const answer = await raw(twin, 'POST', `${draft.upload}?name=a+b.txt`, { body: Buffer.from('x') })
    expect(answer.body).toMatchObject({ name: 'a.b.txt' })
  })

  it('refuses an existing name, and one asset too many', async () => {
    const twin = await twinFor({ limits: { assetsPerRelease: 2 } })
    const draft = await makeDraft(twin)
    await upload(twin, draft.upload, 'a')
    expect(fieldErrors(await upload(twin, draft.upload, 'a'))).toEqual(['name: already_exists'])
    await upload(twin, draft.upload, 'b')
    expect(fieldErrors(await upload(twin, draft.upload, 'c'))).toEqual([
      'file_count: custom: file_count limited to 2 assets per release',
    ])
  })

  it('refuses empty assets, assets of 2 GiB, and uploads without a Content-Length', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    expect(fieldErrors(await upload(twin, draft.upload, 'a', ''))).toEqual([
      'size: custom: size must be greater than or equal to 1',
    ])
    const head = (headers: Record<string, string | number>): Promise<string> =>
      new Promise((resolve, reject) => {
        const sending = request(
          `${draft.upload}?name=big`,
          {
            method: 'POST',
            headers: {
              authorization: `token ${twin.token}`,
              'user-agent': 'test',
              'content-type': 'a/b',
              ...headers,
            },
          },
          (answer) => {
            let text = ''
            answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
            answer.on('end', () => {
              resolve(text)
              sending.destroy()
            })
          },
        )
        sending.on('error', reject)
        sending.write('x')
      })
    expect(await head({ 'content-length': 2 ** 31 })).toContain('size must be less than 2147483648')
    expect(await head({ 'transfer-encoding': 'chunked' })).toContain('Bad Content-Length')
  })

  it('redirects a download to a store that takes no credentials', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    const { url } = (await upload(twin, draft.upload, 'a', 'the bytes')).body as { url: string }
    const redirect = await raw(twin, 'GET', url, { headers: { accept: 'application/octet-stream' } })
    expect(redirect.status).toBe(302)
    const location = redirect.headers.get('location') ?? ''
    expect(await (await fetch(location)).text()).toBe('the bytes')
    expect((await fetch(location, { headers: { authorization: `token ${twin.token}` } })).status).toBe(400)
    expect((await fetch(location.replace(/sig=.*/, 'sig=0'))).status).toBe(403)
  })

  it('gives no public address to a draft', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    const { browser_download_url: address } = (await upload(twin, draft.upload, 'a')).body as {
      browser_download_url: string
    }
    expect((await fetch(address)).status).toBe(404)
    expect((await raw(twin, 'GET', address)).status).toBe(404)
  })

  it('delays the digest, or keeps it null for ever', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, lag: { digest: 3000 } })
    const draft = await makeDraft(twin)
    expect((await upload(twin, draft.upload, 'a')).body).toMatchObject({ digest: null })
    await clock.sleep(3000)
    const list = (): Promise<unknown> =>
      raw(twin, 'GET', `${RELEASES}/${draft.id}/assets`).then(({ body }) => body)
    expect(await list()).toMatchObject([{ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string }])
    twin.setLag({ digest: Number.POSITIVE_INFINITY })
    await upload(twin, draft.upload, 'b')
    await clock.sleep(10 ** 9)
    expect(await list()).toMatchObject([{}, { digest: null }])
  })

  it('renames and deletes', async () => {
    const twin = await twinFor()
    const draft = await makeDraft(twin)
    const { id } = (await upload(twin, draft.upload, 'a')).body as { id: number }
    await upload(twin, draft.upload, 'b')
    const octokit = octokitFor(twin)
    await expect(
      octokit.rest.repos.updateReleaseAsset({ ...REPO, asset_id: id, name: 'b' }),
    ).rejects.toMatchObject({ status: 422 })
    await octokit.rest.repos.updateReleaseAsset({ ...REPO, asset_id: id, name: 'c' })
    await octokit.rest.repos.deleteReleaseAsset({ ...REPO, asset_id: id })
    expect(twin.releases('octocat/hello')[0]?.assets.map((asset) => asset.name)).toEqual(['b'])
    expect((await raw(twin, 'DELETE', `${RELEASES}/assets/${id}`)).status).toBe(404)
  })

  it('keeps the bytes in a given folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twin-'))
    const twin = await twinFor({ folder })
    const draft = await makeDraft(twin)
    await upload(twin, draft.upload, 'a.txt', 'on disk')
    const [file = ''] = await readdir(folder)
    expect(file).toMatch(/a\.txt$/)
    expect(await readFile(join(folder, file), 'utf8')).toBe('on disk')
  })
})
