import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { configOf } from '../../src/config/index.ts'
import { checkTag } from '../../src/publication/check-tag.ts'

/** Checks a tag for tidemark 1.2.0 with these settings in pyproject.toml. */
async function check(tag: string, version = '1.2.0', settings = ''): Promise<readonly string[]> {
  const cwd = temporaryFolder()
  writeFileSync(path.join(cwd, 'pyproject.toml'), settings)
  const context = { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
  const findings = await checkTag(tag, { name: 'Tide.Mark', version }, await configOf({}, context))
  return findings.map(({ code }) => code)
}

describe('a tag that states the version of the release passes', () => {
  test.each([
    ['v1.2.0', '1.2.0'],
    ['1.2.0', '1.2.0'],
    ['V1.2', '1.2.0'],
    ['v1', '1.2.0'],
    ['v1.2.3-rc-2', '1.2.3rc2'],
    ['v1.2.3.RC.2', '1.2.3rc2'],
    ['v1.2.3-1', '1.2.3.post1'],
    ['1!2.0', '1!2.0'],
    ['v1.2.0+build.5', '1.2.0+build.5'],
    ['tide-mark-1.2.0', '1.2.0'],
    ['tide_mark/v1.2.0', '1.2.0'],
    ['Tide.Mark@1.2.0', '1.2.0'],
    ['tide-mark==1.2.0', '1.2.0'],
    ['release-1.2.0', '1.2.0'],
    ['releases/v1.2.0', '1.2.0'],
  ])('%s for %s', async (tag, version) => {
    expect(await check(tag, version)).toEqual([])
  })
})

describe('a tag that states no version of this project passes', () => {
  test.each([
    'nightly',
    'latest',
    'nightly-2026-01-31',
    'edge-7',
    'other-2.0.0',
    'tide-9.9',
    'other/v2.0.0',
    'vx',
  ])('%s', async (tag) => {
    expect(await check(tag)).toEqual([])
  })
})

describe('a tag that states another version is refused', () => {
  test.each([
    ['v2.0.0', '2.0.0'],
    ['1.2.1', '1.2.1'],
    ['v1.2.0-rc-1', '1.2.0rc1'],
    ['v2', '2'],
    ['v1.2', '1.2'],
    ['tide-mark-2.0.0', '2.0.0'],
    ['tide_mark/v1.2.0.dev1', '1.2.0.dev1'],
    ['release-1.2.0.1', '1.2.0.1'],
    ['v1.2.0+build.5', '1.2.0+build.5'],
  ])('%s', async (tag, stated) => {
    await expect(check(tag, '1.2.3')).rejects.toMatchObject({
      kind: 'refused',
      code: 'publish-tag-version',
      message: `the tag ${tag} states version ${stated}; this is Tide.Mark 1.2.3`,
    })
  })

  test('in a form that only the project’s tools know', async () => {
    const settings = '[tool.setuptools_scm]\ntag_regex = "^edge_(?P<version>.+)$"\n'
    expect(await check('edge_1.2', '1.2.0', settings)).toEqual([])
    await expect(check('edge_1.3', '1.2.0', settings)).rejects.toMatchObject({ code: 'publish-tag-version' })
  })

  test('in the form of publish.tag', async () => {
    const settings = '[tool.exuvia]\ntargets = ["cp312"]\n[tool.exuvia.publish]\ntag = "edge{version}x"\n'
    expect(await check('edge1.2x', '1.2.0', settings)).toEqual([])
    await expect(check('edge1.3x', '1.2.0', settings)).rejects.toMatchObject({ code: 'publish-tag-version' })
  })
})

test('a setting that only its tool can read is reported if the tag states no version otherwise', async () => {
  const settings = '[tool.setuptools_scm]\ngit_describe_command = "git describe --match edge-*"\n'
  expect(await check('edge-7', '1.2.0', settings)).toEqual(['publish-tag-unread'])
  expect(await check('v1.2.0', '1.2.0', settings)).toEqual([])
})
