import { describe, expect, test } from 'vitest'
import { readConfiguredTag } from '../src/index.ts'
import { cleanUp, makeProject, python } from './helpers.ts'

cleanUp()

const reading = async (settings: string, tag: string): Promise<string | undefined> => {
  const root = await makeProject({ 'pyproject.toml': settings })
  const { version, unread } = await readConfiguredTag(root, tag)
  expect(unread).toEqual([])
  return version
}

describe('a tag is read as the project’s tools are configured to read it', () => {
  test.each([
    ['[tool.setuptools_scm]\ntag_regex = "^api/(?P<version>.+)$"', 'api/2.0.0', '2.0.0'],
    ['[tool.setuptools_scm]\ntag_regex = "^api/(?P<version>.+)$"', 'web/2.0.0', undefined],
    ['[tool.setuptools_scm]\ntag_regex = "rel_([0-9.]+)"', 'rel_2.0-final', '2.0'],
    ['[tool.setuptools_scm]\ntag_regex = "rel_([0-9.]+)"', 'my-rel_2.0', undefined],
    ['[tool.vcs-versioning]\ntag_regex = "^(?i:R)(.+)$"', 'x', undefined],
    ['[tool.hatch.version]\nsource = "vcs"\ntag-pattern = "hatch-(?P<version>.*)"', 'hatch-1.2', '1.2'],
    ['[tool.hatch.version.raw-options]\ntag_regex = "h(?P<version>.*)"', 'h1.2', '1.2'],
    ['[tool.pdm.version]\nsource = "scm"\ntag_regex = "(?i)^PDM-(?P<version>.*)$"', 'pdm-1.2', '1.2'],
    ['[tool.poetry-dynamic-versioning]\npattern = "^p(?P<base>\\\\d+\\\\.\\\\d+)"', 'p1.2', '1.2'],
    ['[tool.poetry-dynamic-versioning]\npattern = "default-unprefixed"', '1.2', undefined],
    [
      '[tool.uv-dynamic-versioning]\npattern = "(?P<base>\\\\d+)_(?P<stage>[a-z]+)(?P<revision>\\\\d+)"',
      '1_rc2',
      '1rc2',
    ],
    ['[tool.poetry-dynamic-versioning]\npattern = "(?P<base>\\\\d+\\\\.\\\\d+)"', 'x1.2', '1.2'],
    ['[tool.poetry-dynamic-versioning]\npattern = "^(?P<epoch>\\\\d+)e(?P<base>\\\\d+)"', '1e2', '1!2'],
    ['[tool.poetry-dynamic-versioning]\npattern-prefix = "cli-"', 'cli-v1.2-rc1', '1.2-rc1'],
    ['[tool.poetry-dynamic-versioning]\npattern-prefix = "cli-"', 'cli-1.2', undefined],
    [
      '[tool.uv-dynamic-versioning]\npattern = "default-unprefixed"\npattern-prefix = "cli/"',
      'cli/1!1.2',
      '1!1.2',
    ],
    ['[tool.uv-dynamic-versioning]\npattern = "^(?P<base>\\\\d+)$"\npattern-prefix = "c$"', 'c$1', undefined],
    ['[tool.uv-dynamic-versioning]\npattern-prefix = "x"', 'v1.2', undefined],
    ['[tool.setuptools_scm]\ntag_regex = "\\\\Ae(?P<version>.{,9})\\\\Z"', 'e1.2', '1.2'],
    ['[tool.versioningit.tag2version]\nrmprefix = "v"\nrmsuffix = "-final"', 'v1.2-final', '1.2'],
    ['[tool.versioningit.tag2version]\nregex = "x(?P<version>.+)"', 'x1.2', '1.2'],
    ['[tool.versioneer]\ntag_prefix = "engine-"', 'engine-1.2', '1.2'],
    ['[tool.semantic_release]\ntag_format = "app-{version}-end"', 'app-1.2-end', '1.2'],
    ['[tool.commitizen]\ntag_format = "cz$version"', 'cz1.2', '1.2'],
    ['[tool.commitizen]\ntag_format = "cz${version}"', 'cz1.2', '1.2'],
    ['[tool.bumpversion]\ntag_name = "b{new_version}"', 'b1.2', '1.2'],
    ['[tool.tbump.git]\ntag_template = "t{new_version}"', 't1.2', '1.2'],
  ])('%s reads %s as %s', async (settings, tag, version) => {
    expect(await reading(settings, tag)).toBe(version)
  })

  test('hatch.toml is read instead of pyproject.toml', async () => {
    const root = await makeProject({
      'pyproject.toml': '[tool.hatch.version]\ntag-pattern = "a(?P<version>.*)"',
      'hatch.toml': '[version]\ntag-pattern = "b(?P<version>.*)"',
    })
    expect((await readConfiguredTag(root, 'b1.2')).version).toBe('1.2')
  })

  test.each([
    [
      'setup.cfg',
      '[metadata]\nname = x\n\n[versioneer]\n# of us\nVCS = git\ntag_prefix = engine-\n',
      'engine-1.2',
    ],
    ['setup.cfg', '[versioneer]\ntag_prefix: e\n', 'e1.2'],
    ['setup.cfg', '[bumpversion]\ntag_name = b{new_version}\n', 'b1.2'],
    ['.bumpversion.cfg', '[bumpversion]\ncurrent_version = 1\ntag_name = b{new_version}\n', 'b1.2'],
    ['.bumpversion.toml', '[tool.bumpversion]\ntag_name = "b{new_version}"\n', 'b1.2'],
    ['tbump.toml', '[git]\ntag_template = "t{new_version}"\n', 't1.2'],
    ['.cz.toml', '[tool.commitizen]\ntag_format = "c$version"\n', 'c1.2'],
    ['cz.toml', '[tool.commitizen]\ntag_format = "c$version"\n', 'c1.2'],
  ])('%s is read too: %j', async (file, text, tag) => {
    const root = await makeProject({ 'pyproject.toml': '', [file]: text })
    expect(await readConfiguredTag(root, tag)).toEqual({ version: '1.2', unread: [] })
    expect((await readConfiguredTag(root, 'other-1.2')).version).toBeUndefined()
  })

  test.each(["[versioneer]\ntag_prefix = ''\n", '[versioneer]\ntag_prefix =\n', '[other]\ntag_prefix = e\n'])(
    'a setup.cfg without a prefix configures nothing: %j',
    async (text) => {
      const root = await makeProject({ 'pyproject.toml': '', 'setup.cfg': text })
      expect(await readConfiguredTag(root, 'e1.2')).toEqual({ version: undefined, unread: [] })
    },
  )

  test('a folder without pyproject.toml configures nothing', async () => {
    expect(await readConfiguredTag(await makeProject({}), 'v1')).toEqual({ version: undefined, unread: [] })
  })
})

describe('a setting that only its tool can read is named', () => {
  test.each([
    ['[tool.setuptools_scm]\ngit_describe_command = "git describe --match x"', 'git_describe_command'],
    ['[tool.setuptools_scm.scm.git]\ndescribe_command = ["git", "describe"]', 'describe_command'],
    ['[tool.setuptools_scm]\ntag_regex = "(?P<version>(?>a))"', 'tag_regex'],
    ['[tool.setuptools_scm]\ntag_regex = "^(a+)+$"', 'tag_regex'],
    ['[tool.setuptools_scm]\ntag_regex = "(?x) ^ v (?P<version>.*)"', 'tag_regex'],
    ['[tool.setuptools-git-versioning]\ntag_formatter = "a:b"', 'tag_formatter'],
    ['[tool.commitizen]\ntag_format = "$major.$minor"', 'tag_format'],
    ['[tool.versioningit.tag2version]\nmethod = "my:function"', 'tag2version'],
  ])('%s', async (settings, key) => {
    const root = await makeProject({ 'pyproject.toml': settings })
    const { version, unread } = await readConfiguredTag(root, `${'a'.repeat(60)}!`)
    expect(version).toBeUndefined()
    expect(unread).toHaveLength(1)
    expect(unread[0]).toMatch(new RegExp(`^pyproject\\.toml:\\d+: tool\\.[\\w.-]*${key}$`))
  })
})

test('an argument of setup.py is named', async () => {
  const setup = "setup(use_scm_version={'tag_regex': r'^x(.+)$'})\n"
  const root = await makeProject({ 'pyproject.toml': '', 'setup.py': setup })
  expect(await readConfiguredTag(root, 'x1')).toEqual({ version: undefined, unread: ['setup.py: tag_regex'] })
})

test('patterns match as Python’s re.match does', { tags: ['python3'] }, async () => {
  const cases = [
    'v(?P<version>.*)',
    '^x-(.+)$',
    '(?i)REL-(?P<version>[0-9.]+)',
    '(a)(?P<version>b)',
    '.*?(\\d+)$',
    '\\A[xv](?P<version>.{,4})\\Z',
    '(?s)(?P<version>.*)\\Z',
  ].flatMap((pattern) =>
    ['v1.2', 'x-1.2', 'rel-1.2', 'ab', 'no 12', '12', ''].map((tag) => ({ pattern, tag })),
  )
  const expected = await python<(string | null)[]>(
    `import json, re, sys
def read(case):
    found = re.match(case['pattern'], case['tag'])
    if not found: return None
    return found.group(1 if len(found.groups()) == 1 else 'version')
print('\\n@@' + json.dumps([read(case) for case in json.loads(sys.argv[1])]))`,
    cases,
  )
  const found = await Promise.all(
    cases.map(({ pattern, tag }) =>
      reading(`[tool.setuptools_scm]\ntag_regex = ${JSON.stringify(pattern)}`, tag),
    ),
  )
  expect(found.map((version) => version ?? null)).toEqual(expected)
})
