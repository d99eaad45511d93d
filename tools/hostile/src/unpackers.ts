import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { find, hasTool } from '@exuvia/test-needs'
import { type Listed, type Tree, treeOfEntries, treeOfFolder } from './tree.ts'

/** What another program finds in an archive. */
export type Answer = { readonly tree: Tree } | { readonly error: string }

export type Family = 'tar' | 'zip' | 'wheel'

/** A program that unpacks archives. */
export interface Unpacker {
  readonly name: string
  readonly families: readonly Family[]
  readonly isFound: () => boolean
  readonly unpack: (archive: string, folder: string) => Answer
}

const ENVIRONMENT = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', HOME: '/' }

function run(
  program: string,
  args: readonly string[],
  input = '',
): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...ENVIRONMENT, ...pyenv() },
    input,
    timeout: 120_000,
    maxBuffer: 256 * 1024 * 1024,
  })
  return { status, out: stdout, error: stderr.trim() }
}

function pyenv(): Record<string, string> {
  const { PYENV_ROOT } = process.env
  return PYENV_ROOT === undefined ? {} : { PYENV_ROOT }
}

/** Unpacks with a program that writes into a folder. */
function writes(
  program: string,
  args: (archive: string, folder: string) => readonly string[],
): Unpacker['unpack'] {
  return (archive, folder) => {
    const { status, error } = run(program, args(archive, folder))
    return status === 0
      ? { tree: treeOfFolder(folder) }
      : { error: error.slice(0, 300) || `status ${status}` }
  }
}

export const UNPACKERS: readonly Unpacker[] = [
  {
    name: 'GNU tar',
    families: ['tar'],
    isFound: () => find('tar') !== undefined,
    unpack: writes('tar', (archive, folder) => ['--no-same-owner', '-xf', archive, '-C', folder]),
  },
  {
    name: 'bsdtar',
    families: ['tar', 'zip', 'wheel'],
    isFound: () => find('bsdtar') !== undefined,
    unpack: writes('bsdtar', (archive, folder) => ['--no-same-owner', '-xf', archive, '-C', folder]),
  },
  {
    name: 'unzip',
    families: ['zip', 'wheel'],
    isFound: () => find('unzip') !== undefined,
    unpack: writes('unzip', (archive, folder) => ['-qq', '-o', archive, '-d', folder]),
  },
  {
    name: 'pip',
    families: ['wheel'],
    isFound: () => hasTool('pip'),
    unpack: installed,
  },
]

/** What pip installs, as the wheel has it: `.data` folders back in place, and without what pip adds. */
function installed(archive: string, folder: string): Answer {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-cache-dir']
  const how = ['--no-deps', '--no-index', '--no-compile', '--target', folder]
  const { status, error } = run('python3', ['-m', 'pip', 'install', ...quiet, ...how, archive])
  if (status !== 0) return { error: error.slice(0, 300) }
  const info = readdirSync(folder).find((name) => name.endsWith('.dist-info')) ?? ''
  for (const name of ['INSTALLER', 'REQUESTED', 'direct_url.json'])
    rmSync(path.join(folder, info, name), { force: true })
  // pip writes RECORD again, and says nothing else of what the wheel's held.
  rmSync(path.join(folder, info, 'RECORD'), { force: true })
  if (readdirSync(folder).includes('bin')) {
    const scripts = path.join(folder, `${info.replace(/\.dist-info$/, '')}.data`)
    mkdirSync(scripts)
    renameSync(path.join(folder, 'bin'), path.join(scripts, 'scripts'))
  }
  return { tree: treeOfFolder(folder) }
}

/** What tarfile and zipfile find in many archives, in one process. */
export function readByPython(archives: readonly (readonly [string, 'tar' | 'zip'])[]): Answer[] {
  const script = path.join(import.meta.dirname, 'readers.py')
  const { status, out, error } = run('python3', [script], JSON.stringify(archives))
  if (status !== 0) throw new Error(`readers.py: ${error}`)
  return (JSON.parse(out) as (readonly Listed[] | { readonly error: string })[]).map((answer) =>
    'error' in answer ? { error: answer.error } : { tree: treeOfEntries(answer) },
  )
}
