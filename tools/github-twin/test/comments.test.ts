import { describe, expect, it } from 'vitest'
import { REPO, fieldErrors, octokitFor, raw, twinFor } from './with-twin.ts'

const HEAD = 'a'.repeat(40)
const REPOSITORIES = [
  { name: 'octocat/hello', pulls: [{ number: 7, head: HEAD, headRepository: 'contributor/hello' }] },
]
const COMMENTS = '/repos/octocat/hello/issues/7/comments'

describe('pull requests and their comments', () => {
  it('names the repository that a pull request comes from', async () => {
    const twin = await twinFor({ repositories: REPOSITORIES })
    const { data } = await octokitFor(twin).rest.pulls.get({ ...REPO, pull_number: 7 })
    expect(data.head.sha).toBe(HEAD)
    expect(data.head.repo.full_name).toBe('contributor/hello')
    expect(data.base.repo.full_name).toBe('octocat/hello')
    expect((await raw(twin, 'GET', '/repos/octocat/hello/pulls/8')).status).toBe(404)
  })

  it('creates, changes, lists and deletes comments, 30 per page and oldest first', async () => {
    const twin = await twinFor({ repositories: REPOSITORIES })
    for (let index = 0; index < 31; index += 1) twin.comment('octocat/hello', 7, 'someone', `no. ${index}`)
    const octokit = octokitFor(twin)
    const comment = { ...REPO, issue_number: 7, body: 'ours' }
    const { data } = await octokit.rest.issues.createComment(comment)
    expect(data.user?.login).toBe('octocat')
    await octokit.rest.issues.updateComment({ ...REPO, comment_id: data.id, body: 'changed' })
    const first = await raw(twin, 'GET', COMMENTS)
    expect(first.body).toHaveLength(30)
    expect(first.headers.get('link')).toContain('rel="next"')
    const all = await octokit.paginate(octokit.rest.issues.listComments, { ...REPO, issue_number: 7 })
    expect([all[0]?.body, all.at(-1)?.body]).toEqual(['no. 0', 'changed'])
    await octokit.rest.issues.deleteComment({ ...REPO, comment_id: data.id })
    expect(twin.comments('octocat/hello', 7)).toHaveLength(31)
    expect((await raw(twin, 'DELETE', `/repos/octocat/hello/issues/comments/${data.id}`)).status).toBe(404)
  })

  it('refuses bodies that are empty, too long or not text', async () => {
    const twin = await twinFor({ repositories: REPOSITORIES })
    const create = (body: unknown) => raw(twin, 'POST', COMMENTS, { body: { body } })
    expect((await create('é'.repeat(65_536))).status).toBe(201)
    expect(fieldErrors(await create('é'.repeat(65_537)))).toEqual([
      'body: custom: body is too long (maximum is 65536 characters)',
    ])
    expect((await create(' ')).status).toBe(422)
    expect((await create(3)).status).toBe(422)
    expect((await raw(twin, 'POST', COMMENTS, { body: {} })).status).toBe(422)
  })

  it('requires only write permission on pull requests', async () => {
    const tokens = [
      { token: 'ghs_comments', right: 'read', pulls: 'write' },
      { token: 'ghs_releases', right: 'write', pulls: 'read' },
    ] as const
    const twin = await twinFor({ repositories: REPOSITORIES, tokens })
    const create = (token: string) => raw(twin, 'POST', COMMENTS, { body: { body: 'x' }, token })
    expect((await create('ghs_comments')).status).toBe(201)
    expect(await create('ghs_releases')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    })
    expect((await create('')).status).toBe(401)
    const release = { body: { tag_name: 'v1' }, token: 'ghs_comments' }
    expect((await raw(twin, 'POST', '/repos/octocat/hello/releases', release)).status).toBe(403)
    expect(twin.comments('octocat/hello', 7).map(({ author }) => author)).toEqual(['github-actions[bot]'])
  })
})
