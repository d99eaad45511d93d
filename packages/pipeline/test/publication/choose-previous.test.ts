import { describe, expect, test } from 'vitest'
import { earlierReleases, previousTag } from '../../src/publication/choose-previous.ts'
import { tagTemplate, versionOfTag } from '../../src/publication/tag-version.ts'

const releases = (...tags: readonly string[]) =>
  tags.map((tag) => ({
    tag: tag.replace('!', ''),
    prerelease: tag.endsWith('!'),
    url: `https://example.org/${tag}`,
  }))

const before = (version: string | undefined, tags: readonly string[], except?: string): string[] =>
  earlierReleases(releases(...tags), { version, except, template: 'v{version}' }).map(({ tag }) => tag)

describe('the releases before a version', () => {
  test('are sorted by version, not by date or letters', () => {
    expect(before('1.10.0', ['v2.0.0', 'v1.4.7', 'v1.9.0', 'v1.10.0'], 'v1.10.0')).toEqual([
      'v1.9.0',
      'v1.4.7',
    ])
    expect(before('1.4.8', ['v2.0.0', 'v1.4.7', 'v1.9.0'])).toEqual(['v1.4.7'])
  })

  test('begin with final ones if the version is final', () => {
    expect(before('1.2.0', ['v1.2.0rc1', 'v1.1.0', 'v1.1.5!', 'v1.0.0'])).toEqual([
      'v1.1.0',
      'v1.0.0',
      'v1.2.0rc1',
      'v1.1.5',
    ])
    expect(before('1.2.0rc2', ['v1.2.0rc1', 'v1.1.0'])).toEqual(['v1.2.0rc1', 'v1.1.0'])
  })

  test('have tags of the same form', () => {
    expect(before('1.2.0', ['other-v1.1.0', 'nightly', 'v1.0.0', 'v1', 'vNext', 'v'])).toEqual([
      'v1.0.0',
      'v1',
    ])
  })

  test('may have the same version if their tag is another', () => {
    expect(before('1.2.0', ['v1.2.0', 'v1.1.0'])).toEqual(['v1.2.0', 'v1.1.0'])
    expect(before('1.2.0', ['v1.2.0', 'v1.1.0'], 'v1.2.0')).toEqual(['v1.1.0'])
  })

  test('are all releases if the version is unknown', () => {
    expect(before(undefined, ['v1.0.0', 'v2.0.0rc1', 'v1.5.0'])).toEqual(['v1.5.0', 'v1.0.0', 'v2.0.0rc1'])
  })

  test('give no first tag for notes if a final version has only candidates', () => {
    const choice = { except: undefined, template: 'v{version}' }
    const some = releases('v1.0.0rc1', 'v1.0.0rc2')
    expect(previousTag(some, { ...choice, version: '1.0.0' })).toBeUndefined()
    expect(previousTag(some, { ...choice, version: '1.0.0rc3' })).toBe('v1.0.0rc2')
    expect(previousTag([], { ...choice, version: '1.0.0' })).toBeUndefined()
  })
})

test('a tag that contains the version gives the form of tags', () => {
  expect(tagTemplate(undefined, '1.2.0', 'v{version}')).toBe('v{version}')
  expect(tagTemplate('app-1.2.0-final', '1.2.0', 'v{version}')).toBe('app-{version}-final')
  expect(tagTemplate('nightly', '1.2.0', 'v{version}')).toBe('v{version}')
})

test('the version in a tag follows PEP 440', () => {
  expect(versionOfTag('v1.2.0-rc.1', 'v{version}')).toBe('1.2.0rc1')
  expect(versionOfTag('app-1.2-x', 'app-{version}-x')).toBe('1.2')
  expect(versionOfTag('vx', 'v{version}')).toBeUndefined()
  expect(versionOfTag('1.2.0', 'v{version}')).toBeUndefined()
  expect(versionOfTag('latest', 'latest')).toBeUndefined()
})
