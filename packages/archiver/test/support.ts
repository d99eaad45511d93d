import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type ArchiveEntry, readArchive } from '@exuvia/files'
import { onTestFinished } from 'vitest'
import type { Entry } from '../src/index.ts'

const execute = promisify(execFile)

/** Runs a program and gives its standard output. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout } = await execute(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

/** Makes a folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'exuvia archiver '))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Makes an entry with a text. */
export function textEntry(entryPath: string, text: string, mode: 0o644 | 0o755 = 0o644): Entry {
  const bytes = Buffer.from(text)
  return { path: entryPath, mode, size: bytes.length, open: () => Promise.resolve(bytes) }
}

/** Everything in an archive, contents as text. */
export async function listArchive(
  file: string,
  limits: Parameters<typeof readArchive>[1] = {},
): Promise<(Omit<ArchiveEntry, 'content'> & { readonly text: string })[]> {
  const listed = []
  for await (const { content, ...entry } of readArchive(file, limits)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of content) chunks.push(chunk)
    listed.push({ ...entry, text: Buffer.concat(chunks).toString('utf8') })
  }
  return listed
}
