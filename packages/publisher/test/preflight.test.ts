import { rmSync } from 'node:fs'
import { describeFinding } from '@exuvia/model'
import { describe, expect, it } from 'vitest'
import { dryRun, preflight, preflightMade, publishRelease } from '../src/index.ts'
import { REPO, asset, assets, optionsFor, scratch, setting } from './setting.ts'

const codes = (report: { findings: readonly { code: string }[] }): string[] =>
  report.findings.map((item) => item.code)

describe('the dry run', () => {
  it('needs neither a token nor the network, and reports what would be uploaded', async () => {
    const given = assets(scratch(), 2)
    const report = await dryRun({
      repository: REPO,
      tag: 'v1',
      assets: given,
      draft: false,
      replace: false,
      apiUrl: 'http://127.0.0.1:1',
    })
    expect(report).toMatchObject({ ok: true, findings: [], release: 'unknown', remaining: undefined })
    expect(report.assets).toEqual(given.map(({ name, size }) => ({ name, size, action: 'upload' })))
  })

  it('finds every problem of the files and the call at once', async () => {
    const folder = scratch()
    const [gone, longer] = [asset(folder, 'gone'), asset(folder, 'longer')]
    rmSync(gone.path)
    const given = [
      gone,
      { ...longer, size: longer.size + 1 },
      asset(folder, 'my app.tgz'),
      asset(folder, 'my.app.tgz'),
      asset(folder, 'empty', ''),
      { ...asset(folder, 'huge'), size: 2 ** 31 },
    ]
    const report = await dryRun({
      repository: REPO,
      tag: 'v 1',
      assets: given,
      draft: true,
      replace: false,
      latest: 'true',
      notes: 'x'.repeat(125_001),
    })
    expect(report.ok).toBe(false)
    expect(new Set(codes(report))).toEqual(
      new Set([
        'publish-asset-missing',
        'publish-asset-changed',
        'publish-name-unsafe',
        'publish-name-collision',
        'publish-asset-empty',
        'publish-asset-too-large',
        'publish-tag-invalid',
        'publish-latest-impossible',
        'publish-notes-too-long',
      ]),
    )
    for (const item of report.findings) expect(describeFinding(item).message).not.toContain('?')
  })

  it('refuses nothing to publish, and 1,001 assets', async () => {
    const one = asset(scratch(), 'a')
    const intent = { repository: REPO, tag: 'v1', draft: false, replace: false }
    expect(codes(await dryRun({ ...intent, assets: [] }))).toEqual(['publish-no-assets'])
    const many = Array.from({ length: 1001 }, (_, index) => ({ ...one, name: `a${index}` }))
    const report = await dryRun({ ...intent, assets: many })
    expect(codes(report)).toContain('publish-too-many-assets')
    expect(report.seconds).toBeGreaterThanOrEqual(7200)
  })
})

describe('the preflight', () => {
  it('only reads', async () => {
    const here = await setting()
    const report = await preflight(optionsFor(here, assets(scratch(), 2)))
    expect(report).toMatchObject({ ok: true, release: 'none' })
    expect(new Set(here.twin.requests.map((request) => request.method))).toEqual(new Set(['GET']))
  })

  it('reports what is kept, replaced and refused', async () => {
    const here = await setting()
    const folder = scratch()
    const [kept, old] = [asset(folder, 'kept'), asset(folder, 'changed', 'old')]
    await publishRelease(optionsFor(here, [kept, old]))
    const given = [kept, asset(folder, 'changed', 'new'), asset(folder, 'more')]
    const refused = await preflight(optionsFor(here, given))
    expect(refused.assets.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'changed refuse',
      'kept keep',
      'more upload',
    ])
    expect(codes(refused)).toEqual(['publish-asset-differs'])
    const replaced = await preflight(optionsFor(here, given, { replace: true }))
    expect(replaced.assets.map(({ action }) => action)).toEqual(['replace', 'keep', 'upload'])
    expect(replaced.ok).toBe(true)
  })

  it('estimates the requests about right', async () => {
    const here = await setting()
    const given = assets(scratch(), 20)
    const { requests } = await preflight(optionsFor(here, given))
    const before = here.twin.requests.length
    await publishRelease(optionsFor(here, given))
    const used = here.twin.requests.length - before
    expect(used).toBeLessThanOrEqual(requests)
    expect(used).toBeGreaterThan(requests / 2)
  })

  it.each([
    ['no token', {}, { token: '' }, 'publish-token-missing'],
    ['a token that GitHub rejects', {}, { token: 'ghp_other' }, 'publish-token-refused'],
    [
      'a token that may only read',
      { tokens: [{ token: 'ghp_r', right: 'read' as const }] },
      {},
      'publish-token-rights',
    ],
    [
      'a classic token without the scope',
      { tokens: [{ token: 'ghp_s', scopes: ['read:org'] }] },
      {},
      'publish-token-rights',
    ],
    [
      'a classic token for public repositories, if the repository is private',
      {
        tokens: [{ token: 'ghp_s', scopes: ['public_repo'] }],
        repositories: [{ name: REPO, private: true }],
      },
      {},
      'publish-token-rights',
    ],
    [
      'an Actions token that may only read',
      { tokens: [{ token: 'ghs_r', right: 'read' as const }] },
      {},
      'publish-token-rights',
    ],
    [
      'a fine-grained token that may only read',
      { tokens: [{ token: 'github_pat_r', right: 'read' as const }] },
      {},
      'publish-token-rights',
    ],
    [
      'a moving tag with immutable releases',
      {
        tokens: [{ token: 'ghp_a', right: 'admin' as const }],
        repositories: [{ name: REPO, immutableReleases: true }],
      },
      { replace: true },
      'publish-immutable-setting',
    ],
    ['a repository that does not exist', {}, { repository: 'octocat/gone' }, 'publish-repository-missing'],
    ['an archived repository', { repositories: [{ name: REPO, archived: true }] }, {}, 'publish-archived'],
    [
      'a tag elsewhere',
      { repositories: [{ name: REPO, tags: { 'v1.0.0': '1'.repeat(40) } }] },
      { commit: '2'.repeat(40) },
      'publish-tag-elsewhere',
    ],
    [
      'a commit that was not pushed',
      { repositories: [{ name: REPO, commits: [] }] },
      { commit: '2'.repeat(40) },
      'publish-commit-missing',
    ],
    ['too few requests left', { limits: { requestsPerHour: 12 } }, {}, 'publish-will-wait'],
  ])('reports %s', async (_, twin, options, code) => {
    const here = await setting(twin)
    const report = await preflight(optionsFor(here, assets(scratch(), 2), options))
    expect(codes(report)).toContain(code)
    for (const item of report.findings) expect(describeFinding(item).message).not.toContain('?')
  })

  it('reports that an immutable release would have to change', async () => {
    const here = await setting({ repositories: [{ name: REPO, immutableReleases: true }] })
    const folder = scratch()
    await publishRelease(optionsFor(here, [asset(folder, 'a')]))
    const report = await preflight(optionsFor(here, [asset(folder, 'a', 'other')], { replace: true }))
    expect(codes(report)).toEqual(['publish-immutable'])
  })

  it('accepts every kind of token that may write, and leaves no trace of the check', async () => {
    const tokens = ['ghp_w', 'ghs_w', 'github_pat_w', 'ghu_w'].map((token) => ({ token }))
    const here = await setting({ tokens })
    for (const { token } of tokens) {
      const report = await preflight(optionsFor(here, assets(scratch(), 1), { token }))
      expect(report.findings).toEqual([])
    }
    expect(here.twin.releases(REPO)).toEqual([])
    expect(here.twin.tags(REPO).size).toBe(0)
  })

  it('reports everything at once, even if the first request finds a problem', async () => {
    const here = await setting({
      tokens: [{ token: 'ghs_r', right: 'read' }],
      repositories: [{ name: REPO, tags: { 'v1.0.0': '1'.repeat(40) }, commits: [] }],
      limits: { requestsPerHour: 12 },
    })
    const options = { commit: '2'.repeat(40), notes: 'x'.repeat(125_001), latest: 'true' as const }
    const given = [asset(scratch(), 'my app'), asset(scratch(), 'empty', '')]
    const report = await preflight(optionsFor(here, given, { ...options, prerelease: true }))
    expect(new Set(codes(report))).toEqual(
      new Set([
        'publish-name-unsafe',
        'publish-asset-empty',
        'publish-notes-too-long',
        'publish-latest-impossible',
        'publish-token-rights',
        'publish-tag-elsewhere',
        'publish-commit-missing',
        'publish-will-wait',
      ]),
    )
  })

  it('continues if one request gets no answer', async () => {
    const here = await setting({ repositories: [{ name: REPO, tags: { 'v1.0.0': '1'.repeat(40) } }] })
    const when = { operation: 'repos/list-releases' }
    here.twin.faults.add({ when, times: 20, fault: { kind: 'status', status: 500 } })
    const report = await preflight(optionsFor(here, assets(scratch(), 1), { commit: '2'.repeat(40) }))
    expect(codes(report).toSorted()).toEqual(['publish-tag-elsewhere', 'publish-unreachable'])
    expect(report.remaining).toBeGreaterThan(0)
    const gone = await preflight(optionsFor(here, assets(scratch(), 1), { repository: 'octocat/gone' }))
    expect(codes(gone)).toEqual(['publish-repository-missing'])
    expect(gone.remaining).toBeGreaterThan(0)
  })

  it('says what it would do without a release that somebody deletes meanwhile', async () => {
    const here = await setting()
    const given = assets(scratch(), 1)
    await publishRelease(optionsFor(here, given))
    const when = { operation: 'repos/list-release-assets' }
    here.twin.faults.add({ when, times: 9, fault: { kind: 'status', status: 404, message: 'Not Found' } })
    expect(await preflight(optionsFor(here, given))).toMatchObject({ ok: true, release: 'none' })
  })

  it('does not report a missing commit unless the server does', async () => {
    const here = await setting()
    const when = { operation: 'repos/get-commit' }
    here.twin.faults.add({ when, times: 9, fault: { kind: 'status', status: 404, message: 'Not Found' } })
    const report = await preflight(optionsFor(here, assets(scratch(), 1), { commit: '2'.repeat(40) }))
    expect(report).toMatchObject({ ok: true, findings: [] })
  })

  it('judges files that are not built yet by their names and number', async () => {
    const here = await setting({ repositories: [{ name: REPO, immutableReleases: true }] })
    const report = await preflight({ ...optionsFor(here, []), expected: ['a.tgz', 'A.tgz', 'b c'] })
    expect(codes(report).toSorted()).toEqual(['publish-name-collision', 'publish-name-unsafe'])
    const given = assets(scratch(), 2)
    await publishRelease(optionsFor(here, given))
    const names = given.map(({ name }) => name)
    expect((await preflight({ ...optionsFor(here, []), expected: names })).ok).toBe(true)
    const more = await preflight({ ...optionsFor(here, []), expected: [...names, 'new.tgz'] })
    expect(codes(more)).toEqual(['publish-immutable'])
  })

  it('counts existing assets, and the room that replacing needs', { tags: ['slow'] }, async () => {
    const unlimited = { creationsPerMinute: 1e6, creationsPerHour: 1e6, pointsPerMinute: 1e6 }
    const here = await setting({ limits: { ...unlimited, requestsPerHour: 1e6 } })
    const folder = scratch()
    const draft = await publishRelease(optionsFor(here, [asset(folder, 'n0')], { draft: true }))
    const url = `${here.twin.uploadsUrl}/repos/${REPO}/releases/${draft.releaseId}/assets?name=n`
    const headers = { authorization: `token ${here.twin.token}`, 'content-type': 'a/b' }
    for (let index = 1; index < 1000; index += 1) {
      const sent = await fetch(url + index, { method: 'POST', body: 'x', headers })
      expect(sent.status).toBe(201)
      await sent.arrayBuffer()
    }
    const one = await preflight(optionsFor(here, [asset(folder, 'm')]))
    expect(codes(one)).toEqual(['publish-too-many-assets'])
    expect((await preflight(optionsFor(here, [asset(folder, 'n0')]))).ok).toBe(true)
    const replaced = await preflight(optionsFor(here, [asset(folder, 'n0', 'new')], { replace: true }))
    expect(codes(replaced)).toEqual(['publish-too-many-assets'])
  })

  it('works on an Enterprise Server without rate limits', async () => {
    const here = await setting({ enterprise: true })
    expect(await preflight(optionsFor(here, assets(scratch(), 1)))).toMatchObject({
      ok: true,
      remaining: undefined,
    })
  })
})

describe('the preflight of files that are not built yet', () => {
  it('finds leftovers of earlier builds by their names alone', async () => {
    const here = await setting()
    const folder = scratch()
    const old = asset(folder, 'app-1.tgz')
    const list = asset(folder, 'SHA256SUMS', `${old.sha256}  app-1.tgz\n`)
    await publishRelease(optionsFor(here, [list, old]))
    const intent = { ...optionsFor(here, []), replace: true, expected: ['app-2.tgz', 'SHA256SUMS'] }
    const report = await preflight(intent)
    expect(report.findings).toEqual([
      expect.objectContaining({
        code: 'publish-removes',
        args: { tag: report.there.release?.tag, names: ['app-1.tgz'] },
      }),
    ])
  })

  it('is completed after the build without new requests', async () => {
    const here = await setting()
    const folder = scratch()
    const there = asset(folder, 'app.tgz', 'one')
    await publishRelease(optionsFor(here, [there]))
    const before = await preflight({ ...optionsFor(here, []), expected: ['app.tgz'] })
    expect(before).toMatchObject({ ok: true, findings: [] })
    const asked = here.twin.requests.length
    expect(await preflightMade(optionsFor(here, [there]), before)).toMatchObject({
      ok: true,
      findings: [],
      assets: [{ name: 'app.tgz', action: 'keep' }],
    })
    const other = asset(folder, 'app.tgz', 'two')
    const refused = await preflightMade(optionsFor(here, [other]), before)
    expect(refused.ok).toBe(false)
    expect(codes(refused)).toEqual(['publish-asset-differs'])
    expect(here.twin.requests).toHaveLength(asked)
  })

  it('recognises our draft by its marker for these very files', async () => {
    const here = await setting()
    const made = [asset(scratch(), 'app.tgz', 'one')]
    await publishRelease({ ...optionsFor(here, made), draft: true })
    const before = await preflight({ ...optionsFor(here, []), expected: ['app.tgz'] })
    expect(before.there.ours).toBe(false)
    expect((await preflightMade(optionsFor(here, made), before)).there.ours).toBe(true)
  })
})

it('names the address of every draft, if several have the tag', async () => {
  const here = await setting()
  for (const body of ['one', 'two']) {
    await fetch(`${here.twin.url}/repos/${REPO}/releases`, {
      method: 'POST',
      body: JSON.stringify({ tag_name: 'v1.0.0', draft: true, body }),
      headers: { authorization: `token ${here.twin.token}`, 'content-type': 'application/json' },
    })
  }
  const report = await preflight(optionsFor(here, assets(scratch(), 1)))
  const item = report.findings.find(({ code }) => code === 'publish-drafts-ambiguous')
  expect(item?.args['drafts']).toHaveLength(2)
  expect(item === undefined ? '' : describeFinding(item).advice).toMatch(
    /\n.*\/releases\/tag\/.*\n.*\/releases\/tag\//,
  )
})

it('names the permissions that GitHub asks for with a 403', async () => {
  const here = await setting()
  const headers = { 'x-accepted-github-permissions': 'metadata=read' }
  here.twin.faults.add({
    when: { operation: 'repos/get' },
    fault: { kind: 'status', status: 403, message: 'Resource not accessible by integration', headers },
  })
  const { findings } = await preflight(optionsFor(here, assets(scratch(), 1)))
  expect(findings).toMatchObject([{ code: 'publish-token-rights', args: { needs: 'metadata: read' } }])
})

it('reports a kind of failure once, however many requests meet it', async () => {
  const here = await setting()
  here.twin.faults.add({
    when: { path: /\/repos\/octocat\/hello\/./ },
    times: 100,
    fault: { kind: 'status', status: 403, message: 'Resource not accessible' },
  })
  const report = await preflight(optionsFor(here, assets(scratch(), 1), { commit: '1'.repeat(40) }))
  expect(codes(report).filter((code) => code === 'publish-token-refused')).toHaveLength(1)
})
