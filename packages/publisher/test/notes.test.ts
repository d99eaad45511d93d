import { describe, expect, it } from 'vitest'
import { generateNotes, listPublished, preflight, publishRelease } from '../src/index.ts'
import { REPO, type Setting, assets, optionsFor, scratch, setting } from './setting.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const location = ({ twin, clock }: Setting) => ({
  repository: REPO,
  tag: 'v1.1.0',
  apiUrl: twin.url,
  token: twin.token,
  clock,
})

describe("GitHub's generated notes", () => {
  it('are requested with the previous tag, and store nothing', async () => {
    const here = await setting({ repositories: [{ name: REPO, tags: { 'v1.0.0': COMMIT } }] })
    const notes = await generateNotes({ ...location(here), commit: COMMIT, previousTag: 'v1.0.0' })
    expect(notes).toMatch(
      /^\*\*Full Changelog\*\*: http\S+\/octocat\/hello\/compare\/v1\.0\.0\.\.\.v1\.1\.0$/,
    )
    expect(here.twin.releases(REPO)).toEqual([])
    expect(here.twin.tags(REPO).has('v1.1.0')).toBe(false)
  })

  it.each(['reset-after', 'refuse'] as const)('are requested again after %s', async (kind) => {
    const here = await setting()
    here.twin.faults.add({ when: { operation: 'repos/generate-release-notes' }, fault: { kind }, times: 2 })
    expect(await generateNotes(location(here))).toContain('/commits/v1.1.0')
  })

  it('are refused for an unknown previous tag, and for an unknown commit', async () => {
    const here = await setting({ repositories: [{ name: REPO, commits: [COMMIT] }] })
    const refused = { kind: 'refused', code: 'publish-github-refused' }
    await expect(generateNotes({ ...location(here), previousTag: 'v0' })).rejects.toMatchObject(refused)
    const other = COMMIT.replaceAll('0', 'f')
    await expect(generateNotes({ ...location(here), commit: other })).rejects.toMatchObject(refused)
  })

  it('require a token that may write', async () => {
    const here = await setting()
    const { token: _, ...anonymous } = location(here)
    await expect(generateNotes(anonymous)).rejects.toMatchObject({ kind: 'usage' })
  })
})

it('published releases are listed to the last page, without drafts, and without a token', async () => {
  const here = await setting()
  for (let index = 0; index < 103; index += 1) {
    await fetch(`${here.twin.url}/repos/${REPO}/releases`, {
      method: 'POST',
      headers: { authorization: `token ${here.twin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tag_name: `v0.${index}`, draft: index === 0, prerelease: index === 1 }),
    })
    await here.clock.sleep(1000)
  }
  const { tag: _, token: __, ...anonymous } = location(here)
  const listed = await listPublished(anonymous)
  expect(listed).toHaveLength(102)
  expect(listed.find(({ prerelease }) => prerelease)?.tag).toBe('v0.1')
  expect(listed.some(({ tag }) => tag === 'v0.0')).toBe(false)
})

it('the preflight returns the existing text, without the marker of a draft', async () => {
  const here = await setting()
  const options = optionsFor(here, assets(scratch(), 1), { draft: true, notes: 'By hand.' })
  expect((await preflight(options)).notes).toBeUndefined()
  await publishRelease(options)
  expect((await preflight(options)).notes).toBe('By hand.')
})
