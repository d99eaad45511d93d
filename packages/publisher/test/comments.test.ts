import type { Fault, TwinOptions } from '@exuvia/github-twin'
import { describe, expect, it } from 'vitest'
import { type PullLocation, putComment, readPull } from '../src/index.ts'
import { REPO, type Setting, setting } from './setting.ts'

const HEAD = 'a'.repeat(40)
const MARKER = '<!-- exuvia sizes of . -->'
const TOKEN = 'ghs_may-comment-and-nothing-else'

async function settingWithPull(options: TwinOptions = {}): Promise<Setting> {
  return setting({
    tokens: [{ token: TOKEN, right: 'read', pulls: 'write' }],
    repositories: [{ name: REPO, pulls: [{ number: 7, head: HEAD, headRepository: 'contributor/fork' }] }],
    ...options,
  })
}

function locationOf({ twin, clock }: Setting, more: Partial<PullLocation> = {}): PullLocation {
  return { repository: REPO, pull: 7, apiUrl: twin.url, token: twin.token, clock, ...more }
}

describe('a pull request', () => {
  it('names its commit and its repository', async () => {
    const here = await settingWithPull()
    expect(await readPull(locationOf(here))).toEqual({
      number: 7,
      open: true,
      head: HEAD,
      headRepository: 'contributor/fork',
    })
    expect(await readPull(locationOf(here, { pull: 8 }))).toBeUndefined()
  })
})

describe('the comment', () => {
  it('is created once, changed if its text differs, and otherwise left unchanged', async () => {
    const here = await settingWithPull()
    const put = (body: string) => putComment(locationOf(here), MARKER, body)
    expect(await put('first')).toMatchObject({ state: 'created' })
    expect(await put('second')).toMatchObject({ state: 'changed' })
    const writes = here.twin.requests.filter(({ method }) => method !== 'GET').length
    const last = await put('second')
    expect(last.state).toBe('kept')
    expect(last.url).toContain('/octocat/hello/pull/7#issuecomment-')
    expect(here.twin.requests.filter(({ method }) => method !== 'GET')).toHaveLength(writes)
    expect(here.twin.comments(REPO, 7)).toMatchObject([
      { author: 'github-actions[bot]', body: `${MARKER}\nsecond` },
    ])
  })

  it('is found after a hundred others', async () => {
    const here = await settingWithPull()
    for (let index = 0; index < 150; index += 1) here.twin.comment(REPO, 7, 'reviewer', `remark ${index}`)
    await putComment(locationOf(here), MARKER, 'first')
    for (let index = 0; index < 150; index += 1) here.twin.comment(REPO, 7, 'reviewer', `reply ${index}`)
    expect(await putComment(locationOf(here), MARKER, 'second')).toMatchObject({ state: 'changed' })
    expect(here.twin.comments(REPO, 7).filter(({ body }) => body.startsWith(MARKER))).toHaveLength(1)
  })

  it('is never one by another author, whatever its text', async () => {
    const here = await settingWithPull({
      tokens: [
        { token: TOKEN, right: 'read', pulls: 'write' },
        { token: 'ghp_maintainer', login: 'maintainer' },
      ],
    })
    here.twin.comment(REPO, 7, 'contributor', `${MARKER}\nforged`)
    here.twin.comment(REPO, 7, 'other[bot]', `As was said:\n${MARKER}\nquoted`)
    await putComment(locationOf(here), MARKER, 'ours')
    await putComment(locationOf(here, { token: 'ghp_maintainer' }), MARKER, 'the maintainer’s')
    expect(here.twin.comments(REPO, 7).map(({ author, body }) => [author, body])).toEqual([
      ['contributor', `${MARKER}\nforged`],
      ['other[bot]', `As was said:\n${MARKER}\nquoted`],
      ['github-actions[bot]', `${MARKER}\nours`],
      ['maintainer', `${MARKER}\nthe maintainer’s`],
    ])
  })

  it('is one again after two concurrent runs created two', async () => {
    const here = await settingWithPull()
    for (const body of ['a', 'b']) here.twin.comment(REPO, 7, 'github-actions[bot]', `${MARKER}\n${body}`)
    await putComment(locationOf(here), MARKER, 'c')
    expect(here.twin.comments(REPO, 7).map(({ body }) => body)).toEqual([`${MARKER}\nc`])
  })

  it('requires the permission to comment, and an error names it', async () => {
    const here = await settingWithPull({ tokens: [{ token: 'ghs_read', right: 'read' }] })
    await expect(putComment(locationOf(here), MARKER, 'x')).rejects.toMatchObject({
      kind: 'usage',
      code: 'comment-token-rights',
      hint: expect.stringContaining('pull-requests: write') as string,
    })
    expect(here.twin.comments(REPO, 7)).toEqual([])
  })
})

const FAULTS: readonly Fault[] = [
  { kind: 'refuse' },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'truncate' },
  { kind: 'stall', at: 'start' },
  { kind: 'stall', at: 'answer' },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 502, tookEffect: true },
  { kind: 'status', status: 403, message: 'You have exceeded a secondary rate limit.', retryAfter: 30 },
]
const REQUESTS = ['issues/list-comments', 'issues/create-comment', 'issues/update-comment'] as const

describe.each(REQUESTS)('if %s meets', (operation) => {
  it.each(FAULTS)('$kind $at $status $tookEffect, there is one comment all the same', async (fault) => {
    const here = await settingWithPull()
    if (operation === 'issues/update-comment') await putComment(locationOf(here), MARKER, 'before')
    here.twin.faults.add({ when: { operation }, times: 1, fault })
    await putComment(locationOf(here), MARKER, 'after')
    expect(here.twin.faults.pending()).toBe(0)
    expect(here.twin.comments(REPO, 7).map(({ body }) => body)).toEqual([`${MARKER}\nafter`])
  })
})
