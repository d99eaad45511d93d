import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { type ArchiveEntry, readArchive } from '../src/index.ts'

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
  const folder = await mkdtemp(path.join(tmpdir(), 'exuvia files '))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The time of every entry that `packFiles` packs, in seconds since 1970. */
export const MTIME = 1_711_850_400

/** Packs files below `pkg-1.0` with GNU tar; a path that begins with `bin/` is executable. */
export async function packFiles(
  archive: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  const folder = await temporaryFolder()
  await writeFiles(path.join(folder, 'pkg-1.0'), files)
  const same = ['--format=pax', '--sort=name', `--mtime=@${MTIME}`, '--owner=0', '--group=0']
  await run('tar', [...same, '-czf', path.resolve(archive), 'pkg-1.0'], { cwd: folder })
}

/** Writes files below a folder; a path that begins with `bin/` is executable. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  for (const [at, content] of Object.entries(files)) {
    const full = path.join(folder, at)
    await mkdir(path.dirname(full), { recursive: true })
    await writeFile(full, content)
    await chmod(full, at.startsWith('bin/') ? 0o755 : 0o644)
  }
}

/** Every kind of name and size that a release may have. */
export const SAMPLE: Readonly<Record<string, string | Buffer>> = {
  'lib/pkg/__init__.py': '',
  'lib/pkg/data.txt': 'data\n',
  'bin/start': '#!/bin/sh\necho started\n',
  [`lib/${'n'.repeat(130)}.txt`]: 'a name that does not fit the header',
  [`lib/${Array.from({ length: 6 }, () => 'folder'.repeat(10)).join('/')}/deep.txt`]:
    'a path that does not fit',
  [`lib/${'p'.repeat(90)}/${'q'.repeat(90)}.txt`]: 'a path that fits when it is split',
  'lib/größe/日本語 😀.txt': 'not ASCII',
  'lib/a b\'c"d.txt': 'blanks and quotes',
  'lib/pkg-2/x.txt': 'sorts before pkg/',
  'LICENSES/pkg/LICENSE': 'MIT',
  'lib/large.bin': Buffer.alloc(3_000_000, 'The quick brown fox. '),
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
