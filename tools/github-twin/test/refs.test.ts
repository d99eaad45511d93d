import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../src/index.ts'
import { makeDraft, octokitFor, raw, REPO, twinFor, upload } from './with-twin.ts'

const [A, B, GONE] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
const REFS = '/repos/octocat/hello/git/refs'

describe('tags', () => {
  it('are created, moved only with force, and deleted', async () => {
    const twin = await twinFor({ repositories: [{ name: 'octocat/hello', commits: [A, B] }] })
    const { git } = octokitFor(twin).rest
    await git.createRef({ ...REPO, ref: 'refs/tags/a/b', sha: A })
    const again = await raw(twin, 'POST', REFS, { body: { ref: 'refs/tags/a/b', sha: A } })
    expect(again).toMatchObject({ status: 422, body: { message: 'Reference already exists' } })
    const move = (body: object) => raw(twin, 'PATCH', `${REFS}/tags/a/b`, { body })
    expect((await move({ sha: B })).body).toMatchObject({ message: 'Update is not a fast forward' })
    expect((await move({ sha: GONE, force: true })).body).toMatchObject({ message: 'Object does not exist' })
    expect((await git.updateRef({ ...REPO, ref: 'tags/a/b', sha: B, force: true })).data.object.sha).toBe(B)
    expect(twin.tags('octocat/hello').get('a/b')).toBe(B)
    await git.deleteRef({ ...REPO, ref: 'tags/a/b' })
    expect((await move({ sha: B, force: true })).body).toMatchObject({ message: 'Reference does not exist' })
    expect((await raw(twin, 'POST', REFS, { body: { ref: 'refs/tags/a..b', sha: A } })).status).toBe(422)
    expect((await raw(twin, 'POST', REFS, { body: { sha: A } })).status).toBe(422)
  })

  it('do not move if a ruleset or an immutable release protects them', async () => {
    const repository = {
      name: 'octocat/hello',
      tags: { kept: A },
      protectedTags: ['kept'],
      immutableReleases: true,
    }
    const twin = await twinFor({ repositories: [repository] })
    const { data } = await octokitFor(twin).rest.repos.createRelease({ ...REPO, tag_name: 'v1' })
    expect(data.immutable).toBe(true)
    for (const tag of ['kept', 'v1']) {
      const moved = await raw(twin, 'PATCH', `${REFS}/tags/${tag}`, { body: { sha: B, force: true } })
      expect(moved.status).toBe(422)
      expect((moved.body as { message: string }).message).toContain('Cannot update this protected ref')
      expect((await raw(twin, 'DELETE', `${REFS}/tags/${tag}`)).status).toBe(422)
    }
  })

  it('make a published release a draft when they are deleted', async () => {
    const twin = await twinFor()
    await octokitFor(twin).rest.repos.createRelease({ ...REPO, tag_name: 'v1' })
    await raw(twin, 'DELETE', `${REFS}/tags/v1`)
    expect(twin.releases('octocat/hello')).toMatchObject([{ draft: true, tag: 'v1' }])
  })

  it('do not move for a token without permission', async () => {
    const tokens = [{ token: 'ghs_r', right: 'read' as const }]
    const twin = await twinFor({ tokens, repositories: [{ name: 'octocat/hello', tags: { v1: A } }] })
    expect((await raw(twin, 'PATCH', `${REFS}/tags/v1`, { body: { sha: B, force: true } })).status).toBe(403)
  })
})

describe('lists and lines', () => {
  it('show a new asset only after the configured lag', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, lag: { assets: 5000 } })
    const draft = await makeDraft(twin)
    const { id } = (await upload(twin, draft.upload, 'a')).body as { id: number }
    const list = () => raw(twin, 'GET', `/repos/octocat/hello/releases/${draft.id}/assets`)
    expect((await list()).body).toEqual([])
    expect((await raw(twin, 'GET', `/repos/octocat/hello/releases/assets/${id}`)).status).toBe(200)
    expect((await upload(twin, draft.upload, 'a')).status).toBe(422)
    await clock.sleep(5000)
    expect((await list()).body).toMatchObject([{ id }])
  })

  it('share the bandwidth between all uploads', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, network: { bytesPerSecond: 1000 } })
    const draft = await makeDraft(twin)
    const before = clock.now()
    await Promise.all(['a', 'b', 'c'].map((name) => upload(twin, draft.upload, name, 'x'.repeat(1000))))
    expect(clock.now() - before).toBeGreaterThanOrEqual(2900)
  })

  it('have no rate limit on an Enterprise Server', async () => {
    const twin = await twinFor({ enterprise: true, limits: { requestsPerHour: 1 } })
    expect((await raw(twin, 'GET', '/rate_limit')).status).toBe(404)
    for (let index = 0; index < 3; index += 1)
      expect((await raw(twin, 'GET', '/repos/octocat/hello')).status).toBe(200)
  })

  it('report the scopes of classic tokens only', async () => {
    const twin = await twinFor({
      tokens: [
        { token: 'ghp_s', scopes: ['read:org'] },
        { token: 'github_pat_r', right: 'read' },
      ],
    })
    const repository = (token: string) => raw(twin, 'GET', '/repos/octocat/hello', { token })
    expect((await repository('ghp_s')).headers.get('x-oauth-scopes')).toBe('read:org')
    expect((await repository('github_pat_r')).headers.get('x-oauth-scopes')).toBeNull()
    expect((await repository('github_pat_r')).body).toMatchObject({ permissions: { push: true } })
    const body = { tag_name: 'v1' }
    expect((await raw(twin, 'POST', '/repos/octocat/hello/releases', { token: 'ghp_s', body })).status).toBe(
      404,
    )
  })
})
