import { TomlView, readToml } from '@exuvia/files'
import { hatchTable, hatchTomlOf } from './hatch-toml.ts'
import { readIni } from './project-ini.ts'
import { readProjectText } from './project-text.ts'
import { findPyproject } from './pyproject.ts'
import {
  type Setting,
  type TagRule,
  UNREAD,
  dunamaiRules,
  formatRule,
  patternRule,
  prefixRule,
  settingOf,
  unread,
  unreadRule,
  versioningitRule,
} from './tag-rules.ts'

/** What the tools that a project configures read from a tag. */
export interface TagReading {
  /** The text that a tool takes for the version; undefined if no tool reads the tag. */
  readonly version: string | undefined
  /** Settings that decide about tags and that cannot be read here: `pyproject.toml:12: tool.setuptools_scm.…`. */
  readonly unread: readonly string[]
}

const NEW_VERSION = /\{new_version\}/
const COMMITIZEN = /\$version|\$\{version\}/

/**
 * Reads a tag as the project's tools are configured to: setuptools-scm, hatch-vcs, pdm-backend,
 * poetry-dynamic-versioning, uv-dynamic-versioning, versioningit, versioneer, python-semantic-release,
 * commitizen, bump-my-version and tbump, in pyproject.toml or files of their own. Runs no tool.
 * @throws usage errors `bad-toml`, `bad-pyproject`
 */
export async function readConfiguredTag(root: string, tag: string): Promise<TagReading> {
  const pyproject = await findPyproject(root)
  const hatchToml = hatchTomlOf(await readProjectText(root, 'hatch.toml'))
  const rules = [
    ...(pyproject === undefined ? [] : rulesOf(pyproject, hatchToml)),
    ...(await rulesOfFiles(root)),
  ]
  const unreadPlaces: string[] = []
  let version: string | undefined
  for (const rule of rules) {
    const found = rule.read(tag)
    if (found === UNREAD) unreadPlaces.push(rule.place)
    else version ??= found ?? undefined
  }
  return { version, unread: unreadPlaces }
}

function rulesOf(pyproject: TomlView, hatchToml: TomlView | undefined): TagRule[] {
  const tool = pyproject.table('tool')
  const hatch = hatchTable(pyproject, hatchToml, 'version')
  const versioningit = tool.table('versioningit', 'tag2version')
  return [
    ...scmRules(tool.table('setuptools_scm')),
    ...scmRules(tool.table('vcs-versioning')),
    ...patternRule(hatch, 'tag-pattern'),
    ...scmRules(hatch.table('raw-options')),
    ...patternRule(tool.table('pdm', 'version'), 'tag_regex'),
    ...dunamaiRules(tool.table('poetry-dynamic-versioning')),
    ...dunamaiRules(tool.table('uv-dynamic-versioning')),
    ...(versioningit.keys().length === 0 ? [] : [versioningitRule(versioningit)]),
    ...prefixRule(settingOf(tool.table('versioneer'), 'tag_prefix')),
    ...formatRule(settingOf(tool.table('semantic_release'), 'tag_format'), /\{version\}/),
    ...formatRule(settingOf(tool.table('commitizen'), 'tag_format'), COMMITIZEN),
    ...formatRule(settingOf(tool.table('bumpversion'), 'tag_name'), NEW_VERSION),
    ...formatRule(settingOf(tool.table('tbump', 'git'), 'tag_template'), NEW_VERSION),
    ...unreadRule(tool.table('setuptools-git-versioning'), 'tag_formatter'),
  ]
}

/** setuptools-scm's settings: the version is the group `version`, or the only group. */
function scmRules(table: TomlView): TagRule[] {
  return [
    ...patternRule(table, 'tag_regex'),
    ...unreadRule(table, 'git_describe_command'),
    ...unreadRule(table.table('scm', 'git'), 'describe_command'),
  ]
}

/** The same in files of the tools' own, and in setup.cfg; arguments of setup.py are only named. */
async function rulesOfFiles(root: string): Promise<TagRule[]> {
  const tomlOf = async (file: string): Promise<TomlView | undefined> => {
    const text = await readProjectText(root, file)
    return text === undefined ? undefined : new TomlView(readToml(text, file, { code: 'bad-toml' }))
  }
  const iniOf = async (file: string, section: string, key: string): Promise<Setting | undefined> => {
    const found = readIni((await readProjectText(root, file)) ?? '', section, key)
    return found && { text: found.text, place: `${file}:${found.line}: ${section}.${key}` }
  }
  const inToml = async (
    file: string,
    key: string,
    ...path: readonly string[]
  ): Promise<Setting | undefined> => {
    // few: the names of at most two tables
    const table = (await tomlOf(file))?.table(...path)
    return table && settingOf(table, key)
  }
  const setup = (await readProjectText(root, 'setup.py')) ?? ''
  const inSetup = ['tag_regex', 'git_describe_command'].filter((key) => setup.includes(key))
  return [
    ...prefixRule(await iniOf('setup.cfg', 'versioneer', 'tag_prefix')),
    ...formatRule(await inToml('tbump.toml', 'tag_template', 'git'), NEW_VERSION),
    ...formatRule(await inToml('.bumpversion.toml', 'tag_name', 'tool', 'bumpversion'), NEW_VERSION),
    ...formatRule(await iniOf('.bumpversion.cfg', 'bumpversion', 'tag_name'), NEW_VERSION),
    ...formatRule(await iniOf('setup.cfg', 'bumpversion', 'tag_name'), NEW_VERSION),
    ...formatRule(await inToml('.cz.toml', 'tag_format', 'tool', 'commitizen'), COMMITIZEN),
    ...formatRule(await inToml('cz.toml', 'tag_format', 'tool', 'commitizen'), COMMITIZEN),
    ...inSetup.map((key) => unread(`setup.py: ${key}`)),
  ]
}
