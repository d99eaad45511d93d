import { existsSync, realpathSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Toolchain } from '@exuvia/compiler'
import { START_FORMS, type StartForm, codeOfScript } from '@exuvia/model'
import { legacyPath, parseEntryPoints } from '@exuvia/packaging'
import { runProgram } from '@exuvia/project'
import type { RunContext } from '../context.ts'
import { readEntryPoints } from '../trial/read-tarball.ts'
import type { TriedCommand } from '../trial/run-command.ts'
import type { SourceWriter } from '../trial/sources.ts'
import type { TrialSubject } from '../trial/subjects.ts'
import { type Surroundings, makeHome, trialEnvironment } from '../trial/surroundings.ts'
import { type Tree, prepareTree, unpackTree } from '../trial/tree.ts'

/** How a command starts in one form. */
export interface Start {
  /** The program and its first words, before the command's own. */
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Finds how a command starts in one form; a text says why it does not. */
type Starter = (command: TriedCommand) => Promise<Start | string>

export type Starters = Readonly<Record<StartForm, Starter>>

/** Milliseconds for `compileall` over all modules. */
const COMPILE_LIMIT = 600_000

/** A tarball, and the same release as source. */
export interface FormsOf {
  /** Absolute path. */
  readonly file: string
  readonly about: TrialSubject
  readonly toolchain: Toolchain
  readonly source: SourceWriter
}

/**
 * Prepares the folders from which the commands of a tarball start: the tarball, unpacked; its source; the source with
 * what `compileall` puts into `__pycache__`; and what `compileall -b` makes, without the sources that the tarball lacks.
 */
export async function prepareForms(
  { file, about, toolchain, source }: FormsOf,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Starters> {
  const at = (form: StartForm): string => path.join(surroundings.folder, path.basename(file), form)
  const release = await unpackTree(file, at('release'), about, toolchain)
  if (typeof source === 'string') {
    const none: Starter = async () => `there is no source: ${source}`
    return { 'source-cold': none, 'source-warm': none, bytecode: none, release: ofRelease(release) }
  }
  const trees = new Map<StartForm, Tree>()
  for (const form of START_FORMS) {
    if (form === 'release') continue
    await source(at(form))
    trees.set(form, await prepareTree(at(form), about, toolchain))
  }
  const plain = async (
    form: StartForm,
    change?: (tree: Tree) => Promise<string | undefined>,
  ): Promise<Starter> => {
    const tree = trees.get(form)
    if (tree === undefined) throw new Error(`no folder for ${form}`)
    const failure = await change?.(tree)
    return failure === undefined ? ofSource(tree, about) : async () => failure
  }
  const compile = (tree: Tree, words: readonly string[]): Promise<string | undefined> =>
    compileAll(tree, words, surroundings, context)
  return {
    'source-cold': await plain('source-cold'),
    'source-warm': await plain('source-warm', (tree) => compile(tree, [])),
    bytecode: await plain('bytecode', async (tree) => {
      // Python 2 has no other place for bytecode.
      const beside = about.target?.startsWith('cp2') === true ? [] : ['-b']
      const failure = await compile(tree, beside)
      if (failure !== undefined) return failure
      await removeSources(path.join(tree.root, 'lib'), 'lib', new Set(about.files.map((each) => each.path)))
      // What keeps its source would have a cache, too.
      return beside.length === 0 ? undefined : compile(tree, [])
    }),
    release: ofRelease(release),
  }
}

/** As a customer starts it: by its launcher, with the chosen Python first on PATH. */
function ofRelease({ root, python, version }: Tree): Starter {
  return async ({ file }) => {
    const at = path.join(root, file.path)
    if (process.platform === 'win32') return { words: [python, at], env: {} }
    const folder = path.dirname(python)
    const first = path.join(folder, `python${version}`)
    const isFound = existsSync(first) && realpathSync(first) === realpathSync(python)
    return { words: [at], env: isFound ? { [FIRST_ON_PATH]: folder } : { EXUVIA_PYTHON: python } }
  }
}

/** The variable that names a folder to put before those of PATH; a program does not get it. */
export const FIRST_ON_PATH = 'PATH+'

/** As an installer would start it, with a script that imports the entry point and calls it. */
function ofSource({ root, python }: Tree, about: TrialSubject): Starter {
  const texts = readEntryPoints(root, about)
  return async ({ file }) => {
    const name = path.basename(file.path)
    const env = { PYTHONPATH: path.join(root, 'lib') }
    const reference = referenceOf(name, await texts)
    if (reference !== undefined) {
      const folder = path.join(root, 'exuvia-start')
      const at = path.join(folder, name)
      await mkdir(folder, { recursive: true })
      await writeFile(at, scriptOf(reference))
      return { words: [python, at], env }
    }
    const script = path.join(root, codeOfScript(name))
    return existsSync(script) ? { words: [python, script], env } : 'it is no entry point of the source'
  }
}

/** `module:attribute` of a command. */
function referenceOf(
  name: string,
  texts: ReadonlyMap<string, string>,
): { readonly module: string; readonly attribute: string } | undefined {
  for (const text of texts.values()) {
    const groups = parseEntryPoints(text)
    const reference = groups['console_scripts']?.[name] ?? groups['gui_scripts']?.[name] ?? ''
    const found = /^([\w.]+):([\w.]+)$/u.exec(reference.replaceAll(' ', ''))
    if (found !== null) return { module: found[1] ?? '', attribute: found[2] ?? '' }
  }
  return undefined
}

/** What pip writes for a console script. */
function scriptOf({ module, attribute }: { readonly module: string; readonly attribute: string }): string {
  const first = attribute.split('.')[0] ?? attribute
  return `import sys\nfrom ${module} import ${first}\nif __name__ == '__main__':\n    sys.exit(${attribute}())\n`
}

/** Runs `compileall`, which imports nothing that it compiles. @returns why it did not run */
async function compileAll(
  { root, python }: Tree,
  words: readonly string[],
  surroundings: Surroundings,
  { env, signal }: RunContext,
): Promise<string | undefined> {
  const { home, work } = await makeHome(surroundings)
  // A file that this Python cannot compile, such as a template, is an exit status of 1 and stays source.
  const end = await runProgram(python, ['-m', 'compileall', '-q', ...words, path.join(root, 'lib')], {
    env: trialEnvironment(env, home),
    cwd: work,
    signal,
    limit: COMPILE_LIMIT,
  })
  return end.status === undefined ? `compileall: ${end.failure ?? ''}` : undefined
}

/**
 * Leaves of each module what a release without source has: its bytecode alone, or its source alone if that ships.
 * @param inside the folder's path in the release
 * @param shipped paths of the files that ship
 */
async function removeSources(folder: string, inside: string, shipped: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name)
    const name = `${inside}/${entry.name}`
    if (entry.isDirectory()) await removeSources(at, name, shipped)
    else if (entry.name.endsWith('.py')) {
      const compiled = path.join(folder, legacyPath(entry.name))
      if (existsSync(compiled)) await rm(shipped.has(name) ? compiled : at)
    }
  }
}
