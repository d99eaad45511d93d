import { describe, expect, it } from 'vitest'
import { ROUTES, simulatedClock } from '../src/index.ts'
import { octokitFor, raw, REPO, twinFor } from './with-twin.ts'

const RELEASES = '/repos/octocat/hello/releases'

describe('tokens and permissions', () => {
  it('refuses unknown tokens, and writes without a token', async () => {
    const twin = await twinFor()
    expect(await raw(twin, 'GET', RELEASES, { token: 'ghp_other' })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' },
    })
    expect((await raw(twin, 'POST', RELEASES, { token: '', body: { tag_name: 'v1' } })).status).toBe(401)
    expect((await raw(twin, 'GET', RELEASES, { token: '' })).status).toBe(200)
  })

  it('refuses a token without permission with the message of its kind', async () => {
    const tokens = ['ghp_r', 'ghs_r', 'github_pat_r'].map((token) => ({ token, right: 'read' as const }))
    const twin = await twinFor({ tokens })
    const create = (token: string) => raw(twin, 'POST', RELEASES, { token, body: { tag_name: 'v1' } })
    expect((await create('ghp_r')).status).toBe(404)
    expect(await create('ghs_r')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    })
    expect((await create('github_pat_r')).status).toBe(403)
    expect(twin.releases('octocat/hello')).toEqual([])
  })

  it('names the permissions with a 403, and refuses commits with other workflow files', async () => {
    const at = '1'.repeat(40)
    const tokens = [
      { token: 'ghs_r', right: 'read' as const },
      { token: 'ghs_w' },
      { token: 'github_pat_w', workflows: true },
      { token: 'ghp_w' },
      { token: 'ghp_a', scopes: ['repo', 'workflow'] },
    ]
    const repositories = [{ name: 'octocat/hello', workflowCommits: [at] }]
    const twin = await twinFor({ tokens, repositories })
    const create = (token: string, target?: string) =>
      raw(twin, 'POST', RELEASES, { token, body: { tag_name: 'v1', draft: true, target_commitish: target } })
    const named = async (token: string, target?: string) => {
      const { status, headers } = await create(token, target)
      return `${status} ${headers.get('x-accepted-github-permissions') ?? ''}`
    }
    expect(await named('ghs_r')).toBe('403 contents=write')
    expect(await named('ghs_w', at)).toBe('403 contents=write,workflows=write')
    expect(await named('ghp_w', at)).toBe('404 ')
    expect(await named('ghs_w')).toBe('201 ')
    expect(await named('github_pat_w', at)).toBe('201 ')
    expect(await named('ghp_a', at)).toBe('201 ')
    const ref = { token: 'ghs_w', body: { ref: 'refs/tags/v9', sha: at } }
    expect((await raw(twin, 'POST', '/repos/octocat/hello/git/refs', ref)).status).toBe(403)
  })

  it('shows the permissions of a user, but not of an Actions token', async () => {
    const twin = await twinFor({ tokens: [{ token: 'ghp_w' }, { token: 'ghs_w' }] })
    const { data } = await octokitFor(twin).rest.repos.get(REPO)
    expect(data.permissions).toMatchObject({ push: true, admin: false })
    expect((await octokitFor(twin, 'ghs_w').rest.repos.get(REPO)).data.permissions).toMatchObject({
      push: false,
    })
    expect((await octokitFor(twin, '').rest.repos.get(REPO)).data.permissions).toBeUndefined()
  })

  it('hides private repositories, and refuses changes of archived ones', async () => {
    const twin = await twinFor({
      repositories: [
        { name: 'o/private', private: true },
        { name: 'o/old', archived: true },
      ],
    })
    expect((await raw(twin, 'GET', '/repos/o/private', { token: '' })).status).toBe(404)
    expect((await raw(twin, 'GET', '/repos/o/private')).status).toBe(200)
    expect((await raw(twin, 'POST', '/repos/o/old/releases', { body: { tag_name: 'v1' } })).status).toBe(403)
  })

  it('answers refs, commits, the user and the immutable-releases setting', async () => {
    const at = '1'.repeat(40)
    const twin = await twinFor({
      tokens: [{ token: 'ghp_a', right: 'admin' }, { token: 'ghp_w' }],
      repositories: [{ name: 'octocat/hello', tags: { 'v1/x': at }, immutableReleases: true }],
    })
    const octokit = octokitFor(twin)
    expect((await octokit.rest.git.getRef({ ...REPO, ref: 'tags/v1/x' })).data.object.sha).toBe(at)
    expect((await octokit.rest.repos.getCommit({ ...REPO, ref: 'tags/v1/x' })).data.sha).toBe(at)
    expect((await octokit.rest.users.getAuthenticated()).data.login).toBe('octocat')
    expect((await raw(twin, 'GET', '/repos/octocat/hello/immutable-releases')).body).toMatchObject({
      enabled: true,
    })
    expect(
      (await raw(twin, 'GET', '/repos/octocat/hello/immutable-releases', { token: 'ghp_w' })).status,
    ).toBe(404)
    expect((await raw(twin, 'GET', '/repos/octocat/hello/commits/nowhere')).status).toBe(422)
  })

  it('serves the paths of an Enterprise Server on request', async () => {
    const twin = await twinFor({ enterprise: true })
    expect(twin.url).toMatch(/\/api\/v3$/)
    const { data } = await octokitFor(twin).rest.repos.createRelease({ ...REPO, tag_name: 'v1', draft: true })
    expect(data.upload_url).toContain('/api/uploads/repos/octocat/hello/releases/')
    expect((await raw(twin, 'GET', `${new URL(twin.url).origin}/repos/octocat/hello`)).status).toBe(404)
  })

  it('knows every operation that GitHub describes for releases', async () => {
    expect(ROUTES.map((route) => route.operation)).toEqual(
      expect.arrayContaining([
        'repos/list-releases',
        'repos/create-release',
        'repos/update-release-asset',
        'repos/upload-release-asset',
        'repos/generate-release-notes',
      ]),
    )
  })
})

describe('rates', () => {
  it('counts the primary limit and reports when it ends', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, limits: { requestsPerHour: 2 } })
    await raw(twin, 'GET', RELEASES)
    const second = await raw(twin, 'GET', RELEASES)
    expect(second.headers.get('x-ratelimit-remaining')).toBe('0')
    const third = await raw(twin, 'GET', RELEASES)
    expect(third).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('API rate limit exceeded') as string },
    })
    expect((await raw(twin, 'GET', '/rate_limit')).body).toMatchObject({ rate: { remaining: 0, limit: 2 } })
    await clock.sleep(Number(third.headers.get('x-ratelimit-reset')) * 1000 - clock.now())
    expect((await raw(twin, 'GET', RELEASES)).status).toBe(200)
  })

  it('refuses creations that come too fast, with retry-after', async () => {
    const clock = simulatedClock()
    const twin = await twinFor({ clock, limits: { creationsPerMinute: 2 } })
    const create = () => raw(twin, 'POST', RELEASES, { body: { tag_name: 'v1', draft: true } })
    await create()
    await create()
    const refused = await create()
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('secondary rate limit') as string },
    })
    await clock.sleep(Number(refused.headers.get('retry-after')) * 1000)
    expect((await create()).status).toBe(201)
  })
})
