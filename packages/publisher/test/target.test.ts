import { describe, expect, it } from 'vitest'
import { generateNotes, publishRelease } from '../src/index.ts'
import {
  REPO,
  type Setting,
  assets,
  errorOf,
  optionsFor,
  scratch,
  setting,
  wrongAtTheEnd,
} from './setting.ts'

const [COMMIT, OTHER] = ['1'.repeat(40), '2'.repeat(40)] as [string, string]

function settingWith(token: string, tags: Readonly<Record<string, string>> = {}): Promise<Setting> {
  return setting({
    tokens: [{ token }],
    repositories: [{ name: REPO, tags, workflowCommits: [COMMIT] }],
  })
}

describe('the commit of a tag whose workflow files differ from those of the default branch', () => {
  it.each(['ghs_actions', 'ghp_classic'])(
    'is not named where the tag exists: %s publishes',
    async (token) => {
      const here = await settingWith(token, { 'v1.0.0': COMMIT })
      const given = assets(scratch(), 1)
      const published = await publishRelease(optionsFor(here, given, { commit: COMMIT }))
      expect(published.published).toBe(true)
      expect(wrongAtTheEnd(here.twin, given)).toEqual([])
      const location = { repository: REPO, tag: 'v1.0.0', apiUrl: here.twin.url, token, clock: here.clock }
      expect(await generateNotes({ ...location, commit: COMMIT })).toContain('v1.0.0')
    },
  )

  it.each([
    ['ghs_actions', 'contents: write, workflows: write'],
    ['ghp_classic', 'the scope workflow'],
  ])(
    'needs a permission where the tag is missing: %s is told %s, and to push the tag',
    async (token, needs) => {
      const here = await settingWith(token)
      const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1), { commit: COMMIT })))
      expect(error).toMatchObject({ kind: 'usage', code: 'publish-workflow-rights' })
      expect(error.hint).toContain('git push origin v1.0.0')
      expect(error.hint).toContain(needs)
      expect(here.twin.releases(REPO)).toEqual([])
    },
  )

  it('gives way to the default branch on a release of an earlier build', async () => {
    const here = await settingWith('ghs_actions')
    const options = { commit: OTHER, replace: true, tag: 'nightly', name: 'old' }
    await publishRelease(optionsFor(here, assets(scratch(), 1), options))
    // The workflows of the default branch changed since.
    here.twin.setWorkflowCommits(REPO, [OTHER])
    await publishRelease(optionsFor(here, assets(scratch(), 2), { ...options, name: 'new' }))
    expect(here.twin.releases(REPO)).toMatchObject([{ name: 'new', draft: false }])
  })

  it('becomes that of the tag where publishing creates it', async () => {
    const here = await settingWith('ghs_actions')
    await publishRelease(optionsFor(here, assets(scratch(), 1), { commit: OTHER }))
    expect(here.twin.tags(REPO).get('v1.0.0')).toBe(OTHER)
  })
})

it('a 403 names the permissions of its header', async () => {
  const here = await setting()
  const headers = { 'x-accepted-github-permissions': 'contents=write; contents=write,pull_requests=write' }
  here.twin.faults.add({
    when: { operation: 'repos/create-release' },
    fault: { kind: 'status', status: 403, message: 'Resource not accessible by integration', headers },
  })
  const error = await errorOf(publishRelease(optionsFor(here, assets(scratch(), 1))))
  expect(error).toMatchObject({ kind: 'usage', code: 'publish-token-rights' })
  expect(error.hint).toContain('"contents: write, pull-requests: write"')
})
