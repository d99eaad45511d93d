import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addAll } from '@exuvia/model'
import { pythonGlob } from '../globs.ts'
import { readProjectText } from '../project-text.ts'
import { filesIn, isFile, projectPath, type Tree } from '../tree.ts'
import {
  backslashDoubts,
  type Doubts,
  type DoubtSubject,
  isPythonScript,
  keysInWords,
  requiredNames,
} from './doubts.ts'
import { unknownManifestWords } from './manifest-in.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'
import { isWrittenAlready } from './version-file.ts'

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
    'provides',
    'obsoletes',
    'dynamic.version',
    'dynamic.readme',
    'dynamic.description',
    'dynamic.classifiers',
    'dynamic.dependencies',
    'dynamic.optional-dependencies',
    'dynamic.entry-points',
  ],
  withoutEffect: {
    'zip-safe': 'concerns eggs alone',
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
  addAll(doubts, backslashDoubts(tool.table('setuptools')))
  const setup = await read('setup.py')
  if (setup !== undefined && !isPlainSetup(setup)) doubts.push('setup.py is a program')
  const words = unknownManifestWords(subject.tree.manifestIn)
  if (words.length > 0) doubts.push(`only setuptools knows what MANIFEST.in says: ${words.join(', ')}`)
  addAll(doubts, configDoubts((await read('setup.cfg')) ?? ''))
  const isInert = (name: string): boolean =>
    INERT.has(name) || (name === 'coherent-licensed' && findsItsLicense(subject))
  const plugins = requiredNames(pyproject).filter((name) => !isInert(name))
  if (plugins.length > 0) doubts.push(`the build requires ${plugins.join(', ')}, which may change it`)
  const scm = tool.table('setuptools_scm')
  for (const key of ['version_file', 'write_to']) {
    const file = scm.string(key)
    const hasTemplate = scm.keys().some((each) => each.endsWith('template'))
    const isIdle = !hasTemplate && (await isWrittenAlready(subject, file, undefined))
    if (file !== undefined && !isIdle) doubts.push(`setuptools-scm writes ${file} during the build`)
  }
  addAll(doubts, keysInWords(unknownKeys(tool.table('distutils'), DISTUTILS)))
  addAll(doubts, await fileDoubts(subject))
  return doubts
}

/**
 * Whether coherent.licensed changes nothing: it writes LICENSE if the project has none, and makes it the only
 * licence file (coherent/licensed/setuptools.py).
 */
function findsItsLicense({ tree, pyproject }: DoubtSubject): boolean {
  const isNamed =
    pyproject.table('project').has('license-files') ||
    pyproject.table('tool', 'setuptools').has('license-files')
  const others = filesIn(tree, '').filter(
    ({ path }) => path !== 'LICENSE' && /^(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)/.test(path),
  )
  return !isNamed && isFile(tree, 'LICENSE') && others.length === 0
}

/** What setuptools does with files that the static reader does not. */
async function fileDoubts({ tree, pyproject, areFilesListed, read }: DoubtSubject): Promise<string[]> {
  if (areFilesListed) return []
  const table = pyproject.table('tool', 'setuptools')
  const doubts: string[] = []
  for (const path of table.strings('script-files') ?? [])
    if (isPythonScript(await read(path))) doubts.push(`setuptools changes the first line of ${path}`)
  const folders = [...tree.folders.keys()].filter((path) => path !== '')
  for (const [folder, globs] of Object.entries(table.stringsTable('data-files'))) {
    if (projectPath(folder) === undefined) doubts.push(`data files go to ${folder}`)
    // It globs only paths with these characters, and refuses what is no file.
    const bad = globs.filter((glob) =>
      /[*?[\]{}]/.test(glob)
        ? folders.some(pythonGlob(projectPath(glob) ?? glob))
        : !tree.files.has(projectPath(glob) ?? ''),
    )
    if (bad.length > 0) doubts.push(`only setuptools knows the data files ${bad.join(', ')}`)
  }
  const root = Object.entries(table.stringTable('package-dir')).find(
    ([name, folder]) => name !== '' && projectPath(folder) === '',
  )
  if (root !== undefined) doubts.push(`the package ${root[0]} is the whole project`)
  const listing = requiredNames(pyproject).find((name) => /^setuptools-(?:scm|git)$/.test(name))
  return listing === undefined ? doubts : [...doubts, ...(await listingDoubts(tree, listing))]
}

/** What a plug-in that lists the files of version control knows. */
async function listingDoubts(tree: Tree, plugin: string): Promise<string[]> {
  const archival = await readProjectText(tree.root, '.git_archival.txt')
  if (archival !== undefined && !archival.includes('$Format'))
    return [`${plugin} lists the files of an archive of git`]
  if (tree.files.has('.hg_archival.txt')) return [`${plugin} lists the files of an archive of hg`]
  if (tree.tracked === undefined) return []
  if (tree.files.has('.gitmodules')) return [`${plugin} lists the files of submodules`]
  for (const folder of attributeFolders(tree)) {
    const attributes = await readProjectText(folder, '.gitattributes')
    if (attributes?.includes('export-ignore') === true)
      return [`only ${plugin} knows what "export-ignore" of .gitattributes leaves out`]
  }
  return []
}

/** Folders whose `.gitattributes` git reads: those of the project, and those above it, up to the repository's. */
function attributeFolders(tree: Tree): string[] {
  const below = [...tree.files.keys()].filter((path) => path.endsWith('/.gitattributes'))
  const folders = below.map((path) => join(tree.root, dirname(path)))
  for (let folder = tree.root; ; folder = dirname(folder)) {
    folders.push(folder)
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return folders
  }
}

/** Whether setup.py does nothing but call `setup()` without arguments. */
function isPlainSetup(source: string): boolean {
  const lines = source
    .replace(/^(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?:"""[^"]*"""|'''[^']*''')/, '')
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
