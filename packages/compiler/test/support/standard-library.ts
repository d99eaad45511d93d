import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compareText } from '@exuvia/model'
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
): Promise<{ readonly result: CompileResult; readonly remove: () => Promise<void> }> {
  const cache = await openTemporaryCache()
  const units = files.map((file) => ({
    filename: file,
    label: file,
    optimize: level,
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
  try {
    const host = toolchain.kind === 'embedded' ? '/host' : ''
    const lines = files.map((file, index) => {
      const path = result.compiled[index]?.path
      return `${host}${join(folder, file)}\t${file}\t${path === undefined ? '' : `${host}${path}`}\n`
    })
    const digests = result.compiled.map((compiled) => compiled?.sha256)
    return { ...count(await reference(toolchain, level, lines)), digests }
  } finally {
    await remove()
  }
}

async function reference(toolchain: Toolchain, level: Level, lines: readonly string[]): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-reference-'))
  try {
    const manifest = join(folder, 'manifest')
    const answer = join(folder, 'answer')
    await writeFile(manifest, lines.join(''))
    const options = { maxBuffer: 1 << 26 }
    if (toolchain.kind === 'native') {
      const script = fileURLToPath(new URL('./reference.py', import.meta.url))
      await run(toolchain.entry, [...FLAGS[level], script, manifest, answer], options)
    } else {
      const script = fileURLToPath(new URL('./reference-embedded.ts', import.meta.url))
      await run(
        process.execPath,
        [script, toolchain.entry, runtimeVersion(toolchain.runtime), String(level), manifest, answer],
        options,
      )
    }
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

const BARE_IMPORT = `
import sys
source, filename, target = sys.argv[1:]
system = sys.modules['_frozen_importlib_external']
with open(source, 'rb') as file:
    data = file.read()
code = system.SourceFileLoader('module', source).source_to_code(data, filename)
with open(target, 'wb') as file:
    file.write(system._code_to_hash_pyc(code, b'12345678', False)[16:])
`

/**
 * Returns what CPython's own import system writes for a file if no other module is imported:
 * it calls the functions that py_compile calls, without the modules that py_compile needs.
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
    await run(toolchain.entry, [
      '-I',
      '-S',
      ...FLAGS[level],
      '-W',
      'ignore',
      '-c',
      BARE_IMPORT,
      source,
      filename,
      target,
    ])
    return createHash('sha256')
      .update(await readFile(target))
      .digest('hex')
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Unpacks the standard library that comes with a WebAssembly build. */
export async function unpackedLibrary(toolchain: Toolchain, python: Toolchain): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-library-'))
  const archive = fileURLToPath(new URL('python_stdlib.zip', toolchain.entry))
  await run(python.entry, ['-m', 'zipfile', '-e', archive, folder])
  return folder
}
