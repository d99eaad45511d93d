import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../src/index.ts'
import { REPO, fieldErrors, makeDraft, octokitFor, raw, twinFor, upload } from './with-twin.ts'

const RELEASES = '/repos/octocat/hello/releases'

describe('releases, with Octokit', () => {
  it('publishes a draft with its bytes', async () => {
    const twin = await twinFor()
    const octokit = octokitFor(twin)
    const { data: draft } = await octokit.rest.repos.createRelease({
      ...REPO,
      tag_name: 'v1.0.0',
      draft: true,
    })
    expect(new URL(draft.upload_url).host).not.toBe(new URL(twin.url).host)
    const { data: asset } = await octokit.rest.repos.uploadReleaseAsset({
      ...REPO,
      release_id: draft.id,
      name: 'app.txt',
      data: 'hello',
      baseUrl: twin.uploadsUrl,
      headers: { 'content-type': 'text/plain' },
    })
    expect(asset.digest).toBe('sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
    expect(twin.tags('octocat/hello').has('v1.0.0')).toBe(false)
    await octokit.rest.repos.updateRelease({
      ...REPO,
      release_id: draft.id,
      draft: false,
      make_latest: 'true',
    })
    expect(twin.tags('octocat/hello').has('v1.0.0')).toBe(true)
    const { data: latest } = await octokit.rest.repos.getLatestRelease(REPO)
    expect(latest.id).toBe(draft.id)
    const anonymous = await fetch(asset.browser_download_url.replace(/untagged-\w+/, 'v1.0.0'))
    expect(await anonymous.text()).toBe('hello')
  })

  it('lists 30 per page with a Link header, newest first', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, limits: { creationsPerMinute: 1000 } })
    for (let index = 0; index < 65; index += 1) await makeDraft(twin, `v${index}`)
    const first = await raw(twin, 'GET', RELEASES)
    expect((first.body as { tag_name: string }[]).map((release) => release.tag_name).slice(0, 2)).toEqual([
      'v64',
      'v63',
    ])
    expect(first.body).toHaveLength(30)
    expect(first.headers.get('link')).toContain('rel="next"')
    const octokit = octokitFor(twin)
    expect(await octokit.paginate(octokit.rest.repos.listReleases, REPO)).toHaveLength(65)
  })

  it('never answers a draft by its tag, and accepts several drafts with one tag', async () => {
    const twin = await twinFor()
    await makeDraft(twin)
    await makeDraft(twin)
    expect((await raw(twin, 'GET', `${RELEASES}/tags/v1.0.0`)).status).toBe(404)
    const [first, second] = twin.releases('octocat/hello')
    expect((await raw(twin, 'PATCH', `${RELEASES}/${first?.id}`, { body: { draft: false } })).status).toBe(
      200,
    )
    expect((await raw(twin, 'GET', `${RELEASES}/tags/v1.0.0`)).status).toBe(200)
    const again = await raw(twin, 'PATCH', `${RELEASES}/${second?.id}`, { body: { draft: false } })
    expect(again.status).toBe(422)
    expect(fieldErrors(again)).toEqual(['tag_name: already_exists'])
  })

  it('shows drafts only to callers with write permission', async () => {
    const twin = await twinFor({ tokens: [{ token: 'ghp_w' }, { token: 'ghp_r', right: 'read' }] })
    const { id } = await makeDraft(twin)
    for (const token of ['ghp_r', '']) {
      expect((await raw(twin, 'GET', RELEASES, { token })).body).toEqual([])
      expect((await raw(twin, 'GET', `${RELEASES}/${id}`, { token })).status).toBe(404)
    }
  })

  it('leaves a new draft out of the list for a while', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, lag: { list: 5000 } })
    const { id } = await makeDraft(twin)
    expect((await raw(twin, 'GET', RELEASES)).body).toEqual([])
    expect((await raw(twin, 'GET', `${RELEASES}/${id}`)).status).toBe(200)
    await clock.sleep(5000)
    expect((await raw(twin, 'GET', RELEASES)).body).toHaveLength(1)
  })

  it('accepts make_latest as text, and refuses it for a release that cannot be the latest', async () => {
    const twin = await twinFor()
    const { id } = await makeDraft(twin)
    const patch = (body: unknown) => raw(twin, 'PATCH', `${RELEASES}/${id}`, { body })
    expect((await patch({ make_latest: true })).body).toMatchObject({
      message: expect.stringContaining("For 'properties/make_latest', true is not a string.") as string,
    })
    expect(fieldErrors(await patch({ make_latest: 'true' }))).toEqual([
      'custom: Latest release cannot be draft or prerelease.',
    ])
    expect((await patch({ draft: false, prerelease: true, make_latest: 'true' })).status).toBe(422)
    expect((await patch({ draft: false, make_latest: 'false' })).status).toBe(200)
  })

  it('decides the latest by version for make_latest: legacy', async () => {
    const twin = await twinFor()
    const publish = (tag: string, latest: string) =>
      raw(twin, 'POST', RELEASES, { body: { tag_name: tag, make_latest: latest } })
    await publish('v2.0.0', 'true')
    await publish('v1.0.1', 'legacy')
    expect((await raw(twin, 'GET', `${RELEASES}/latest`)).body).toMatchObject({ tag_name: 'v2.0.0' })
    await publish('v1.0.2', 'false')
    expect((await raw(twin, 'GET', `${RELEASES}/latest`)).body).toMatchObject({ tag_name: 'v2.0.0' })
  })

  it('ignores target_commitish if the tag exists, and refuses an unknown one', async () => {
    const at = '1'.repeat(40)
    const twin = await twinFor({ repositories: [{ name: 'octocat/hello', tags: { v1: at }, commits: [] }] })
    const create = (tag: string) =>
      raw(twin, 'POST', RELEASES, { body: { tag_name: tag, target_commitish: '2'.repeat(40) } })
    expect((await create('v1')).status).toBe(201)
    expect(twin.tags('octocat/hello').get('v1')).toBe(at)
    expect(fieldErrors(await create('v2'))).toEqual(['target_commitish: invalid'])
  })

  it('refuses a body of more than 125,000 characters, and wrong types', async () => {
    const twin = await twinFor()
    const create = (body: unknown) => raw(twin, 'POST', RELEASES, { body })
    expect((await create({ tag_name: 'v1', draft: true, body: 'é'.repeat(125_000) })).status).toBe(201)
    expect(fieldErrors(await create({ tag_name: 'v1', draft: true, body: 'é'.repeat(125_001) }))).toEqual([
      'body: custom: body is too long (maximum is 125000 characters)',
    ])
    expect((await create({ draft: true })).body).toMatchObject({
      message: `Invalid request.\n\n"tag_name" wasn't supplied.`,
    })
    expect((await create({ tag_name: 'a b' })).status).toBe(422)
    expect((await create([])).status).toBe(400)
  })

  it('locks an immutable release and its tag permanently', async () => {
    const twin = await twinFor({ repositories: [{ name: 'octocat/hello', immutableReleases: true }] })
    const draft = await makeDraft(twin)
    await upload(twin, draft.upload, 'a.txt')
    const path = `${RELEASES}/${draft.id}`
    expect((await raw(twin, 'PATCH', path, { body: { draft: false } })).body).toMatchObject({
      immutable: true,
    })
    expect((await upload(twin, draft.upload, 'b.txt')).body).toMatchObject({
      message: 'Cannot upload assets to an immutable release.',
    })
    const asset = twin.releases('octocat/hello')[0]?.assets[0]?.id
    expect((await raw(twin, 'DELETE', `${RELEASES}/assets/${asset}`)).status).toBe(422)
    expect((await raw(twin, 'PATCH', path, { body: { tag_name: 'v2' } })).status).toBe(422)
    expect((await raw(twin, 'DELETE', path)).status).toBe(204)
    expect(fieldErrors(await raw(twin, 'POST', RELEASES, { body: { tag_name: 'v1.0.0' } }))).toContain(
      'tag_name: custom: tag_name was used by an immutable release',
    )
  })

  it('generates notes and saves nothing', async () => {
    const twin = await twinFor()
    const { data } = await octokitFor(twin).rest.repos.generateReleaseNotes({ ...REPO, tag_name: 'v1' })
    expect(data.body).toContain('Full Changelog')
    expect(twin.releases('octocat/hello')).toEqual([])
  })
})
