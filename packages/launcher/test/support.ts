import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CHILDREN_ARCHIVE } from '@exuvia/model'
import { childrenArchive, type LauncherOptions, renderLauncher } from '@exuvia/launcher'
import { python, temporaryFolder } from '@exuvia/test-needs'

/** A launcher of an application with tarballs for two Pythons. */
export const LAUNCHER: LauncherOptions = {
  runtime: 'cp312',
  magic: 3531,
  start: { module: 'tidemark.cli', attribute: 'main' },
  native: false,
  gui: false,
  script: 'tidemark',
  stem: 'tidemark-1.2.0',
  siblings: [
    { runtime: 'cp312', file: 'tidemark-1.2.0-cp312-any.tar.gz' },
    { runtime: 'cp311', file: 'tidemark-1.2.0-cp311-any.tar.gz' },
  ],
}

const magics = new Map<string, number>()

/** The magic number that each interpreter reports. */
function magicOf(version: string): number {
  const known = magics.get(version)
  if (known !== undefined) return known
  const module = version === '2.7' ? 'imp' : 'importlib.util'
  const value = version === '2.7' ? 'm.get_magic()' : 'm.MAGIC_NUMBER'
  const code = `import ${module} as m, struct; print(struct.unpack("<H", ${value}[:2])[0])`
  const magic = Number(spawnSync(python(version), ['-c', code], { encoding: 'utf8' }).stdout)
  magics.set(version, magic)
  return magic
}

/** Prints what the application sees. Runs on every Python. */
const REPORT = `# -*- coding: utf-8 -*-
import json, os, sys, time


def report():
    sys.stdout.write(json.dumps({
        'version': '%d.%d' % sys.version_info[:2],
        'executable': sys.executable,
        'argv': sys.argv,
        'path': sys.path,
        'optimize': sys.flags.optimize,
        'no_site': sys.flags.no_site,
        'environ': dict(os.environ),
        'pid': os.getpid(),
    }))
    sys.stdout.flush()


class Commands(object):
    class nested(object):
        @staticmethod
        def report():
            report()


def status():
    return {'none': None, 'text': 'went wrong'}.get(sys.argv[1]) if not sys.argv[1].isdigit() else int(sys.argv[1])


def echo():
    sys.stdout.write(sys.stdin.read().upper())


def wait():
    report()
    time.sleep(60)


def fail():
    raise ValueError('the application says so')


def work(number):
    return number * number


def workers():
    import multiprocessing

    multiprocessing.set_start_method('spawn')
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
`

export interface App {
  readonly root: string
  readonly launcher: string
}

/** What a test file has before its own is unpacked. */
export const NOWHERE: App = { root: '', launcher: '' }

/** The command's options; by default it calls an attribute of `application.cli`. */
export interface UnpackOptions extends Partial<LauncherOptions> {
  readonly attribute?: string
}

/** An unpacked release with one command, built for `version`. */
export function unpack(
  version: string,
  { attribute = 'report', ...options }: UnpackOptions = {},
  parent: string = temporaryFolder(),
): App {
  const root = join(parent, 'tidemark-1.2.0')
  const runtime = `cp${version.replace('.', '')}`
  const script = options.script ?? 'tidemark'
  mkdirSync(join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'lib', 'application'), { recursive: true })
  writeFileSync(join(root, 'lib', 'application', '__init__.py'), '')
  writeFileSync(join(root, 'lib', 'application', 'cli.py'), REPORT)
  const text = renderLauncher({
    runtime,
    magic: magicOf(version),
    start: { module: 'application.cli', attribute },
    native: false,
    gui: false,
    script,
    stem: 'tidemark-1.2.0',
    siblings: ['cp311', 'cp312', 'cp313'].map((sibling) => ({
      runtime: sibling,
      file: `tidemark-1.2.0-${sibling}-any.tar.gz`,
    })),
    ...options,
  })
  writeFileSync(join(root, CHILDREN_ARCHIVE), childrenArchive(runtime, options.magic ?? magicOf(version)))
  const launcher = join(root, 'bin', script)
  writeFileSync(launcher, text)
  chmodSync(launcher, 0o755)
  return { root, launcher }
}

/** A folder for PATH: `{ python3: '3.9' }` links an interpreter, other values are shell scripts. */
export function pathFolder(entries: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('path-')
  for (const [name, value] of Object.entries(entries)) {
    const path = join(folder, name)
    if (/^\d\.\d+$/.test(value)) {
      symlinkSync(python(value), path)
    } else {
      writeFileSync(path, value)
      chmodSync(path, 0o755)
    }
  }
  return folder
}

/** A pyenv shim whose version is installed but not active. */
export const DEAD_SHIM = `#!/bin/sh
echo "pyenv: $0: command not found" >&2
exit 127
`

export interface RunOptions {
  readonly path: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command with only PATH in its environment. */
export function run(command: readonly string[], options: RunOptions): Ran {
  const [program = '', ...rest] = command
  const result = spawnSync(program, [...rest, ...(options.args ?? [])], {
    encoding: 'utf8',
    env: { PATH: options.path, ...options.environment },
    input: options.input ?? '',
    cwd: options.cwd ?? dirname(program.startsWith('/') ? program : '/'),
    timeout: 60_000,
  })
  if (result.error !== undefined) throw result.error
  return result
}

export interface Report {
  readonly version: string
  readonly executable: string
  readonly argv: readonly string[]
  readonly path: readonly string[]
  readonly optimize: number
  readonly no_site: number
  readonly environ: Readonly<Record<string, string>>
  readonly pid: number
}

/** Returns what the application saw; fails with its stderr if it did not start. */
export function reportOf(ran: Ran): Report {
  if (ran.status !== 0) throw new Error(`exit status ${ran.status}: ${ran.stderr}`)
  return JSON.parse(ran.stdout) as Report
}

/** Compiles as Exuvia does: with a name that has no folder of the build. */
const COMPILE = `import marshal, struct, sys
target, name, source = sys.argv[1:]
if sys.version_info[0] == 2:
    import imp
    header = imp.get_magic() + b'\\0' * 4
else:
    import importlib.util
    header = importlib.util.MAGIC_NUMBER + b'\\0' * (12 if sys.version_info >= (3, 7) else 8)
with open(source, 'rb') as file:
    code = compile(file.read(), name, 'exec', 0, True)
with open(target, 'wb') as file:
    file.write(header + marshal.dumps(code))
`

/** Compiles a source to a file of bytecode with this name inside. @throws Error if Python does not */
export function compileTo(version: string, target: string, name: string, source: string): void {
  const compiled = spawnSync(python(version), ['-c', COMPILE, target, name, source], { encoding: 'utf8' })
  if (compiled.status !== 0 || compiled.stderr !== '') throw new Error(compiled.stderr)
}
