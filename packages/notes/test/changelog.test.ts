import { ExuviaError } from '@exuvia/model'
import { describe, expect, test } from 'vitest'
import { type ChangelogOptions, findSection } from '../src/index.ts'

const DEFAULTS: ChangelogOptions = { file: 'CHANGELOG.md', version: '1.2.0', names: ['tide-mark'] }

function section(source: string, options: Partial<ChangelogOptions> = {}): string {
  return findSection(source, { ...DEFAULTS, ...options }).text
}

function errorOf(source: string, options: Partial<ChangelogOptions> = {}): ExuviaError {
  try {
    findSection(source, { ...DEFAULTS, ...options })
  } catch (error) {
    if (error instanceof ExuviaError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('the section of a version', () => {
  test.each([
    // Keep a Changelog.
    '## [1.2.0] - 2026-01-31',
    '## [1.2.0] - 2026-01-31 [YANKED]',
    '## 1.2.0 - 2026-01-31',
    // Changesets.
    '## 1.2.0',
    // Conventional changelogs.
    '# [1.2.0](https://github.com/o/r/compare/v1.1.0...v1.2.0) (2026-01-31)',
    '### [1.2.0](https://github.com/o/r/compare/v1.1.0...v1.2.0) (2026-01-31)',
    // Towncrier.
    '# tide-mark 1.2.0 (2026-01-31)',
    '## Tide_Mark 1.2.0 - 2026-01-31',
    '# Tide Mark 1.2.0',
    // By hand.
    '## v1.2.0',
    '## **v1.2.0** (31 January 2026)',
    '## Version 1.2.0',
    '## Release v1.2.0 / 2026-01-31',
    '## 1.2.0: The Ebb',
    '## 1.2.0 “The Ebb”',
    '## 🚀 1.2.0',
    '## `1.2.0`',
    '## tide-mark@1.2.0',
    '## tide-mark-1.2.0',
    "## What's new in tide-mark 1.2.0",
    '## 2026-01-31, Version 1.2.0 (LTS)',
    '## 1.2.0 Jan 31, 2026',
    '## <a name="1.2.0"></a>1.2.0',
    '## 1.2',
    '## [v1.2.0] ##',
    '1.2.0 (2026-01-31)\n------------------',
    'tide-mark 1.2.0\n===============',
  ])('is found under %j', (heading) => {
    expect(section(`# Changelog\n\n${heading}\n\n- new\n\n## 1.1.0\n\n- old\n`)).toBe('- new')
  })

  test.each([
    '## Python 3.8 support',
    '## 3.8 is no longer supported',
    '## Thanks',
    '## 2026-01-31',
    '## other 1.3.0',
  ])('does not end at %j below a version', (heading) => {
    const text = `## 1.2.0\n\n- new\n\n#${heading}\n\n- more\n\n## 1.1.0\n`
    expect(section(text)).toBe(`- new\n\n#${heading}\n\n- more`)
  })

  test('is compared as PEP 440 does', () => {
    const text = '## v2.0.0-rc.1\n\na\n\n## 1!1.0\n\nb\n\n## 1.0.post1\n\nc\n\n## 1.0\n\nd\n'
    expect(section(text, { version: '2.0.0rc1' })).toBe('a')
    expect(section(text, { version: '1!1' })).toBe('b')
    expect(section(text, { version: '1.0-1' })).toBe('c')
    expect(section(text, { version: '1.0.0' })).toBe('d')
  })

  test('is the one with the same spelling if two are equal', () => {
    const text = '## 1.2\n\nthe series\n\n## 1.2.0\n\nthe release\n'
    expect(section(text)).toBe('the release')
    expect(section(text, { version: '1.2' })).toBe('the series')
  })

  test('ends at the next version, at any heading level', () => {
    expect(section('# 1.2.0\n\na\n\n## Features\n\nb\n\n## 1.1.1\n\nc\n')).toBe('a\n\n## Features\n\nb')
  })

  test('keeps the candidates of the same release inside', () => {
    expect(section('## 1.2.0\n\na\n\n### 1.2.0rc1\n\nb\n\n## 1.1\n')).toBe('a\n\n### 1.2.0rc1\n\nb')
  })

  test('may repeat its version in a heading inside', () => {
    const text = '## v1.2.0 (2026-01-31)\n\na\n\n### v1.2.0 (2026-01-31) Changes\n\nb\n\n## 1.1\n'
    expect(section(text)).toBe('a\n\n### v1.2.0 (2026-01-31) Changes\n\nb')
    const rst = '1.2.0\n=====\n\na\n\n1.2.0 changes\n-------------\n\nb\n'
    expect(section(rst, { file: 'CHANGES.rst' })).toBe('a\n\n### 1.2.0 changes\n\nb')
  })

  test('is not found in code, comments and quotations', () => {
    const text =
      '```md\n## 1.2.0\n```\n\n<!--\n## 1.2.0\n-->\n\n> ## 1.2.0\n\n## 1.2.0\n\nreal\n\n```\n## 1.1.0\n```\n'
    expect(section(text)).toBe('real\n\n```\n## 1.1.0\n```')
  })

  test('includes only the definitions that its links use', () => {
    const text = `## [1.2.0]

See [the guide][] and ![a picture][Pic] by @octocat.

## [1.1.0]

[1.2.0]: https://example.org/1.2.0
[1.1.0]: https://example.org/1.1.0
[the
guide]: <https://example.org/a guide>
  "with a title"
[pic]: pic.png
[pic]: second.png
`
    expect(section(text)).toBe(`See [the guide][] and ![a picture][Pic] by @octocat.

[the
guide]: <https://example.org/a guide>
  "with a title"
[pic]: pic.png`)
  })

  test('leaves out unused definitions after the last version', () => {
    expect(section('## [1.2.0]\n\n- new\n\n[1.2.0]: https://example.org\n')).toBe('- new')
  })

  test('is read from Windows files, with a byte order mark', () => {
    expect(section('\uFEFF## 1.2.0\r\n\r\n- a\r\n  b\r\n')).toBe('- a\n  b')
  })

  test('gives its line and whether it is released', () => {
    expect(findSection('# C\n\n## 1.2.0 (unreleased)\n\na\n', DEFAULTS)).toMatchObject({
      line: 3,
      unreleased: true,
    })
    expect(findSection('## 1.2.0\n\na\n', DEFAULTS)).toMatchObject({ line: 1, unreleased: false, kept: [] })
  })
})

describe('a version without a section', () => {
  test('is an error that names the existing ones, and the nearest', () => {
    const error = errorOf('## 1.1.0\n\n## 1.0.0\n\n## 2.0.0\n')
    expect(error).toMatchObject({
      kind: 'usage',
      code: 'changelog-no-section',
      message: 'CHANGELOG.md has no section for 1.2.0; it has 1.1.0, 1.0.0, 2.0.0',
    })
    expect(error.hint).toBe('the nearest is 1.1.0, in line 1\nwrite it under a heading such as "## 1.2.0"')
  })

  test('names a candidate of the same release as the nearest', () => {
    expect(errorOf('## 1.1.9\n\n## 1.2.0rc2\n\n## 1.2.0rc1\n').hint).toContain(
      'the nearest is 1.2.0rc2, in line 3',
    )
  })

  test('is not Unreleased, and the error says how to name that section', () => {
    expect(errorOf('## [Unreleased]\n\n- new\n\n## 1.1.0\n').hint).toContain(
      'rename "[Unreleased]" in line 1 to 1.2.0',
    )
  })

  test('does not name a hundred versions', () => {
    const text = Array.from({ length: 100 }, (_, index) => `## 0.${index}\n`).join('\n')
    expect(errorOf(text).message).toBe(
      'CHANGELOG.md has no section for 1.2.0; it has 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7 and 92 more',
    )
  })

  test('gives another error if no heading is a version', () => {
    expect(errorOf('# Changelog\n\nNothing yet.\n')).toMatchObject({ code: 'changelog-no-versions' })
    expect(errorOf('')).toMatchObject({ code: 'changelog-no-versions' })
  })

  test('is an error if two sections match it', () => {
    expect(errorOf('## 1.2.0\n\na\n\n## v1.2.0\n\nb\n')).toMatchObject({
      code: 'changelog-several-sections',
      message: 'CHANGELOG.md has 2 sections for 1.2.0, in lines 1, 5',
    })
  })
})
