import { Buffer } from 'node:buffer'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { type DocstringMode, type OptimizeLevel, docstringsOf } from '@exuvia/model'
import {
  type BytecodeCache,
  type CompiledSource,
  type SourceUnit,
  openTemporaryCache,
} from '../../src/index.ts'

/** Makes units from source texts or bytes by file name. */
export function unitsOf(
  sources: Readonly<Record<string, string | Uint8Array>>,
  optimize: OptimizeLevel = 0,
  docstrings: DocstringMode = docstringsOf(optimize),
): SourceUnit[] {
  return Object.entries(sources).map(([filename, source]) => ({
    filename,
    label: `src/${filename}`,
    optimize,
    docstrings,
    read: () => Promise.resolve(typeof source === 'string' ? Buffer.from(source) : source),
  }))
}

/** Runs with a temporary cache. */
export async function withCache<T>(work: (cache: BytecodeCache) => Promise<T>): Promise<T> {
  const cache = await openTemporaryCache()
  try {
    return await work(cache)
  } finally {
    await cache.close()
  }
}

/** Writes a compiled source's code into a file, for another program to read. @returns its path */
export async function codeFile(compiled: CompiledSource | undefined): Promise<string> {
  if (compiled === undefined) throw new Error('it was not compiled')
  const path = join(temporaryFolder(), 'code')
  await writeFile(path, compiled.code.read())
  return path
}
