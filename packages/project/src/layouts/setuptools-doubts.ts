import { addAll } from '@exuvia/model'
import { projectPath } from '../tree.ts'
import { type Doubts, type DoubtSubject, isPythonScript, keysInWords, requiredNames } from './doubts.ts'
import { unknownManifestCommands } from './manifest-in.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'

/** `[tool.setuptools]` (setuptools/config/setuptools.schema.json). */
const KEYS: KnownKeys = {
  honoured: [
    'packages',
    'py-modules',
    'package-dir',
    'package-data',
    'exclude-package-data',
    'include-package-data',
    'script-files',
    'data-files',
    'license-files',
    'platforms',
    'dynamic.version',
    'dynamic.readme',
    'dynamic.description',
    'dynamic.classifiers',
    'dynamic.dependencies',
    'dynamic.optional-dependencies',
    'dynamic.entry-points',
  ],
  withoutEffect: {
    obsoletes: 'a note in METADATA that no tool reads',
    provides: 'a note in METADATA that no tool reads',
    'zip-safe': 'concerns eggs alone',
    'eager-resources': 'concerns eggs alone',
  },
}

/** `[tool.distutils]`: options of commands. */
const DISTUTILS: KnownKeys = {
  honoured: [],
  withoutEffect: { 'bdist_wheel.universal': 'the tag of the file name', sdist: 'sdists alone' },
}

/** Requirements of the build that add nothing to a wheel without tables or files of their own. */
const INERT = new Set(
  (
    'setuptools wheel pip build packaging tomli typing-extensions importlib-metadata ' +
    // They compile extension modules, which setup.py or `ext-modules` must name.
    'cython numpy pybind11 cffi nanobind ' +
    'mypy cmake ninja toml babel oldest-supported-numpy ' +
    // Other backends know no setuptools.
    'hatchling hatch-vcs hatch-fancy-pypi-readme flit-core poetry-core pdm-backend ' +
    // Their tables and files are looked at below.
    'setuptools-scm setuptools-git vcs-versioning'
  ).split(' '),
)

/** Commands of setup.cfg that take part in a wheel, and other sections that describe one. */
const COMMANDS = new Set(
  (
    'build build_py build_ext build_scripts build_clib bdist_wheel egg_info dist_info install install_lib ' +
    'install_data install_scripts global metadata files entry_points backwards_compat pbr'
  ).split(' '),
)

/** Names what setuptools knows and the static reader does not. */
export async function setuptoolsDoubts(subject: DoubtSubject): Promise<Doubts> {
  const { pyproject, areFilesListed, read } = subject
  const tool = pyproject.table('tool')
  const doubts: string[] = []
  if (!areFilesListed) addAll(doubts, keysInWords(unknownKeys(tool.table('setuptools'), KEYS)))
  const setup = await read('setup.py')
  if (setup !== undefined && !isPlainSetup(setup)) doubts.push('setup.py is a program')
  if (unknownManifestCommands(subject.tree.manifestIn).length > 0)
    doubts.push(
      `only setuptools knows what MANIFEST.in says: ${unknownManifestCommands(subject.tree.manifestIn).join(', ')}`,
    )
  addAll(doubts, configDoubts((await read('setup.cfg')) ?? ''))
  const plugins = requiredNames(pyproject).filter((name) => !INERT.has(name))
  if (plugins.length > 0) doubts.push(`the build requires ${plugins.join(', ')}, which may change it`)
  const scm = tool.table('setuptools_scm')
  for (const key of ['version_file', 'write_to']) {
    const file = scm.string(key)
    if (file !== undefined) doubts.push(`setuptools-scm writes ${file} during the build`)
  }
  addAll(doubts, keysInWords(unknownKeys(tool.table('distutils'), DISTUTILS)))
  addAll(doubts, await fileDoubts(subject))
  return doubts
}

/** What setuptools does with files that the static reader does not. */
async function fileDoubts({ tree, pyproject, areFilesListed, read }: DoubtSubject): Promise<string[]> {
  if (areFilesListed) return []
  const table = pyproject.table('tool', 'setuptools')
  const doubts: string[] = []
  for (const path of table.strings('script-files') ?? [])
    if (isPythonScript(await read(path))) doubts.push(`setuptools changes the first line of ${path}`)
  const root = Object.entries(table.stringTable('package-dir')).find(
    ([name, folder]) => name !== '' && projectPath(folder) === '',
  )
  if (root !== undefined) doubts.push(`the package ${root[0]} is the whole project`)
  const archival = await read('.git_archival.txt')
  const isExported = archival !== undefined && !archival.includes('$Format')
  if (isExported && requiredNames(pyproject).some((name) => name.startsWith('setuptools-')))
    doubts.push('setuptools-scm lists the files of an archive of git')
  return tree.files.has('.hg_archival.txt')
    ? [...doubts, 'setuptools-scm lists the files of an archive of hg']
    : doubts
}

/** Whether setup.py does nothing but call `setup()` without arguments. */
function isPlainSetup(source: string): boolean {
  const lines = source
    .replace(/^\s*(?:"""[^"]*"""|'''[^']*''')/, '')
    .split(/\r?\n/)
    .map((line) => (line.split('#', 1)[0] ?? '').trim())
    .filter((line) => line !== '')
  return lines.every((line) =>
    /^(?:from setuptools import setup|import setuptools|if __name__ == (?:"__main__"|'__main__'):|(?:setuptools\.)?setup\(\))$/.test(
      line,
    ),
  )
}

/** Sections of setup.cfg that change a wheel; sdists carry an `[egg_info]` that does not. */
function configDoubts(text: string): string[] {
  const found = new Set<string>()
  let section = ''
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const head = /^\[([^\]]+)\]$/.exec(line)
    if (head !== null) {
      section = (head[1] ?? '').trim()
      continue
    }
    const matters = COMMANDS.has(section) || section.startsWith('options')
    if (matters && !isInertOption(section, line)) found.add(section)
  }
  return [...found].map((name) => `setup.cfg has a section [${name}]`)
}

function isInertOption(section: string, line: string): boolean {
  const [name = '', value = ''] = line.split(/[=:]/, 2).map((part) => part.trim())
  if (section === 'egg_info') {
    return (
      (name === 'tag_build' && value === '') ||
      (/^tag_(?:date|svn_revision)$/.test(name) && /^(?:0|false|no)?$/i.test(value))
    )
  }
  // The tag of the file's name alone.
  return section === 'bdist_wheel' && name === 'universal'
}
