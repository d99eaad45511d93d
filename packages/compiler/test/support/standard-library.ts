import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type DocstringMode, compareText, docstringsOf } from '@exuvia/model'
import { runtimeVersion } from '@exuvia/packaging'
import {
  type CodeForm,
  type CompileResult,
  type Toolchain,
  compileSources,
  openTemporaryCache,
} from '../../src/index.ts'

const run = promisify(execFile)

export type Level = 0 | 1 | 2
const FLAGS: Readonly<Record<Level, readonly string[]>> = { 0: [], 1: ['-O'], 2: ['-OO'] }

/** Lists all Python files of a folder except those of other distributions, sorted. */
export async function pythonFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.endsWith('.py') && !name.includes('site-packages')).sort(compareText)
}

/** Finds the standard library from which an interpreter imports. */
export async function standardLibrary(toolchain: Toolchain): Promise<string> {
  const { stdout } = await run(toolchain.entry, ['-c', 'import os; print(os.path.dirname(os.__file__))'])
  return stdout.trim()
}

/** Number of files per result; see reference.py. */
export interface Comparison {
  readonly files: number
  readonly bytes: number
  readonly code: readonly string[]
  readonly refused: number
  /** With what is wrong. */
  readonly wrong: readonly string[]
}

/** Compiles a folder's files with Exuvia at one level; returns the code by file. */
export async function compileFolder(
  toolchain: Toolchain,
  folder: string,
  files: readonly string[],
  level: Level,
  jobs?: number,
  form?: CodeForm,
  env?: NodeJS.ProcessEnv,
  docstrings: DocstringMode = docstringsOf(level),
): Promise<{ readonly result: CompileResult; readonly remove: () => Promise<void> }> {
  const cache = await openTemporaryCache()
  const units = files.map((file) => ({
    filename: file,
    label: file,
    optimize: level,
    docstrings,
    read: () => readFile(join(folder, file)),
  }))
  const result = await compileSources(units, { toolchain, cache, jobs, form, env })
  return { result, remove: () => cache.close() }
}

/** Compares with py_compile in a separate interpreter, native or embedded like the toolchain. */
export async function compareWithPyCompile(
  toolchain: Toolchain,
  folder: string,
  files: readonly string[],
  level: Level,
): Promise<Comparison & { readonly digests: readonly (string | undefined)[] }> {
  // One worker: the matrix runs as many of these at once as there are cores.
  const { result, remove } = await compileFolder(toolchain, folder, files, level, 1)
  const codes = await mkdtemp(join(tmpdir(), 'exuvia-codes-'))
  try {
    const inside = (path: string): string => hostPath(toolchain, path)
    const lines = await Promise.all(
      files.map(async (file, index) => {
        const code = result.compiled[index]?.code
        const path = join(codes, String(index))
        if (code !== undefined) await writeFile(path, code.read())
        return `${inside(join(folder, file))}\t${file}\t${code === undefined ? '' : inside(path)}\n`
      }),
    )
    const digests = result.compiled.map((compiled) => compiled?.code.sha256)
    return { ...count(await reference(toolchain, level, lines)), digests }
  } finally {
    await rm(codes, { recursive: true })
    await remove()
  }
}

async function reference(toolchain: Toolchain, level: Level, lines: readonly string[]): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-reference-'))
  try {
    const manifest = join(folder, 'manifest')
    const answer = join(folder, 'answer')
    await writeFile(manifest, lines.join(''))
    await runPython(toolchain, level, 'reference.py', [
      hostPath(toolchain, manifest),
      hostPath(toolchain, answer),
    ])
    const text = await readFile(answer, 'utf8')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function count(verdicts: readonly string[][]): Comparison {
  const named = (verdict: string): string[][] => verdicts.filter(([first]) => first === verdict)
  return {
    files: verdicts.length,
    bytes: named('bytes').length,
    code: named('code').map(([, file = '']) => file),
    refused: named('refused').length,
    wrong: named('wrong').map(([, file, detail]) => `${file}: ${detail}`),
  }
}

/**
 * Returns what CPython's own import system writes for a file if no other module is imported: the SHA-256 of
 * the code.
 */
export async function bareImport(
  toolchain: Toolchain,
  source: string,
  filename: string,
  level: Level,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-bare-'))
  try {
    const target = join(folder, 'code')
    const flags = ['-I', '-S', '-W', 'ignore']
    await runPython(
      toolchain,
      level,
      'bare_import.py',
      [hostPath(toolchain, source), filename, hostPath(toolchain, target)],
      flags,
    )
    return createHash('sha256')
      .update(await readFile(target))
      .digest('hex')
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * What the interpreter itself makes of the files, with docstrings changed by its module ast: the marshalled code by
 * file, undefined for what does not compile.
 */
export async function changedByAst(
  toolchain: Toolchain,
  folder: string,
  files: readonly string[],
  level: Level,
  docstrings: DocstringMode,
): Promise<readonly (Uint8Array | undefined)[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'exuvia-docstrings-'))
  try {
    const targets = files.map((_, index) => join(scratch, `${index}`))
    const lines = files.map((file, index) =>
      [hostPath(toolchain, join(folder, file)), file, hostPath(toolchain, targets[index] ?? '')].join('\t'),
    )
    const manifest = join(scratch, 'manifest')
    await writeFile(manifest, lines.map((line) => `${line}\n`).join(''))
    const args = [hostPath(toolchain, manifest), docstrings, String(level)]
    await runPython(toolchain, level, 'docstrings_reference.py', args, ['-W', 'ignore'])
    return await Promise.all(targets.map((target) => readFile(target).catch(() => undefined)))
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** Runs a script of this folder in the interpreter at a level. */
async function runPython(
  toolchain: Toolchain,
  level: Level,
  name: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const options = { maxBuffer: 1 << 26 }
  const script = fileURLToPath(new URL(name, import.meta.url))
  if (toolchain.kind === 'native') {
    await run(toolchain.entry, [...flags, ...FLAGS[level], script, ...args], options)
    return
  }
  const runner = fileURLToPath(new URL('run-embedded.ts', import.meta.url))
  const version = runtimeVersion(toolchain.runtime)
  await run(process.execPath, [runner, toolchain.entry, version, script, ...args, String(level)], options)
}

/** A path of this machine as the interpreter sees it. */
function hostPath(toolchain: Toolchain, path: string): string {
  return toolchain.kind === 'native' ? path : `/host${path}`
}

/** Unpacks the standard library that comes with a WebAssembly build. */
export async function unpackedLibrary(toolchain: Toolchain, python: Toolchain): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-library-'))
  const archive = fileURLToPath(new URL('python_stdlib.zip', toolchain.entry))
  await run(python.entry, ['-m', 'zipfile', '-e', archive, folder])
  return folder
}
