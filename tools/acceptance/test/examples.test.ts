/**
 * The examples, built as their READMEs say, and what they built run as a customer runs it.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag tar
 * @module-tag cp311
 * @module-tag cp312
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { filledOnce, python } from '@exuvia/test-needs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  EXUVIA,
  exuviaEnvironment,
  fileNames,
  pathWith,
  type Ran,
  REPOSITORY,
  run,
  temporaryFolder,
  unpack,
} from './support.ts'

const EXAMPLES = join(REPOSITORY, 'examples')
/** Those whose wheels a lock file names. */
const LOCKED = ['depthlog', 'tideboard']

/** A cache with the wheels of all examples; the first test that needs it downloads them. */
let cache: string

beforeAll(async () => {
  const locks = LOCKED.map((name) => readFileSync(join(EXAMPLES, name, 'uv.lock'), 'utf8'))
  cache = await filledOnce('examples', [1, locks], async (fresh) => {
    // The network may need settings of this machine, such as certificates.
    const env = { ...process.env, EXUVIA_CACHE_DIR: fresh }
    for (const name of LOCKED)
      await download(EXUVIA[0] ?? '', [...EXUVIA.slice(1), 'plan'], { cwd: copyOf(name), env })
  })
}, 600_000)

const download = promisify(execFile)

function isKept(path: string): boolean {
  return !/\/(?:dist|__pycache__)$/.test(path)
}

/** Copies an example without what runs of it left. */
function copyOf(name: string): string {
  const project = temporaryFolder(name)
  cpSync(join(EXAMPLES, name), project, { recursive: true, filter: isKept })
  return project
}

/** Builds a copy of an example. @returns the copy */
function build(name: string, ...args: readonly string[]): string {
  const project = copyOf(name)
  const ran = runExuvia(project, ['build', ...args])
  if (ran.status !== 0) throw new Error(`${name}: exuvia build\n${ran.stderr}`)
  return project
}

function runExuvia(cwd: string, args: readonly string[]): Ran {
  return run([...EXUVIA, ...args], { cwd, environment: { ...exuviaEnvironment(), EXUVIA_CACHE_DIR: cache } })
}

function environment(): Record<string, string> {
  return { PATH: pathWith('3.12', 'python3.12') }
}

describe.each(['depthlog', 'soundings', 'tideboard', 'tidemark'])('%s', (name) => {
  it('has the workflows that init writes for it', () => {
    const project = copyOf(name)
    const folder = join(project, '.github/workflows')
    rmSync(folder, { recursive: true })
    expect(runExuvia(project, ['init', '--workflows']).status).toBe(0)
    const committed = join(EXAMPLES, name, '.github/workflows')
    expect(readdirSync(folder).sort()).toEqual(readdirSync(committed).sort())
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(committed, file), 'utf8'))
    }
  })
})

/** The tarball of depthlog for a processor. */
function depthlogFor(processor: string): string {
  return `dist/depthlog-2.0.0-cp312-manylinux_2_28_${processor}.tar.gz`
}

describe('a command with native wheels', () => {
  let project: string
  beforeAll(() => {
    project = build('depthlog', '--offline')
  }, 300_000)

  it('runs on this machine, with machine code and without source', () => {
    const processor = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
    const folder = unpack(join(project, depthlogFor(processor)))
    const start = join(folder, 'bin/depthlog')
    const table = run([start, join(project, 'merrow.yaml')], { environment: environment() })
    expect(table).toEqual({
      status: 0,
      stdout:
        '<table>\n<tr><td>Inner &lt;pool&gt;</td><td>1.1 m</td></tr>\n<tr><td>Merrow bar</td><td>2.4 m</td></tr>\n</table>\n',
      stderr: '',
    })
    expect(run([start, '--native'], { environment: environment() }).stdout).toBe(
      ['_yaml', '_speedups'].map((each) => `${each}.cpython-312-${processor}-linux-gnu.so\n`).join(''),
    )
    expect(fileNames(folder).filter((file) => /\.pyi?$/.test(file))).toEqual([])
  })

  it.each(['x86_64', 'aarch64'])(
    'has in the tarball for %s the machine code of that processor alone',
    (processor) => {
      const names = fileNames(unpack(join(project, depthlogFor(processor)))).filter((file) =>
        file.endsWith('.so'),
      )
      expect(names).toHaveLength(2)
      for (const name of names) expect(name).toContain(processor)
    },
  )

  it('verifies', () => {
    expect(runExuvia(project, ['verify', 'dist']).status).toBe(0)
  })
})

describe('a Django service', () => {
  let folder: string
  beforeAll(() => {
    const project = build('tideboard', '--offline')
    folder = unpack(join(project, 'dist/tideboard-3.1.0-cp312-any.tar.gz'))
  }, 300_000)

  it('migrates, takes a notice and answers requests, without source but for what operators edit', async () => {
    const own = {
      ...environment(),
      TIDEBOARD_SECRET_KEY: 'of this test',
      TIDEBOARD_DATABASE: join(temporaryFolder(), 'board.sqlite3'),
    }
    const tideboard = (...args: string[]): Ran =>
      run([join(folder, 'bin/tideboard'), ...args], { environment: own })
    expect(tideboard('migrate')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0001_initial... OK'),
    })
    expect(tideboard('post', 'Merrow', 'buoy <3> unlit').stdout).toBe('posted for Merrow\n')
    const settings = join(folder, 'lib/tideboard/site_settings.py')
    expect(fileNames(folder).filter((file) => file.endsWith('.py'))).toEqual([
      'lib/tideboard/site_settings.py',
    ])

    const pages = await served(folder, own, ['localhost', 'merrow.example'])
    expect(pages[0]).toMatchObject({
      status: 200,
      text: expect.stringContaining('Merrow: buoy &lt;3&gt; unlit'),
    })
    expect(pages[1]?.status).toBe(400)

    const text = readFileSync(settings, 'utf8')
    writeFileSync(settings, text.replace('"localhost"', '"localhost", "merrow.example"'))
    expect((await served(folder, own, ['merrow.example']))[0]?.status).toBe(200)
    const { status, stderr } = runExuvia('/', ['verify', folder])
    expect(status).toBe(1)
    expect(stderr.match(/\S+\.pyc?\b/g)).toEqual(['lib/tideboard/site_settings.py'])
  }, 300_000)
})

describe('a product with plug-ins as source', () => {
  it('takes what a customer changes in a plug-in, and has no other source', () => {
    const project = build('tidemark', '--target', 'cp312-any')
    const folder = unpack(join(project, 'dist/tidemark-1.2.0-cp312-any.tar.gz'))
    const firstLine = (): string | undefined => {
      const args = ['week', 'merrow', '--from', '2026-11-24', '--format', 'csv']
      return run([join(folder, 'bin/tidemark'), ...args], { environment: environment() }).stdout.split(
        '\n',
      )[0]
    }
    expect(firstLine()).toBe('harbour,time,height_m,water')
    const plugin = 'lib/tidemark/plugins/csv.py'
    const text = readFileSync(join(folder, plugin), 'utf8')
    writeFileSync(join(folder, plugin), text.replace('harbour,time', 'port,time'))
    expect(firstLine()).toBe('port,time,height_m,water')
    const sources = fileNames(folder).filter((file) => file.endsWith('.py'))
    expect(sources.length).toBeGreaterThan(0)
    expect(sources.filter((file) => !file.startsWith('lib/tidemark/plugins/'))).toEqual([])
    const { status, stderr } = runExuvia('/', ['verify', folder])
    expect(status).toBe(1)
    expect(stderr.match(/lib\/\S+\.pyc?\b/g)).toEqual([plugin])
  }, 300_000)
})

describe('a library as wheels without source', () => {
  it('is installed by pip, imported and documented; another Python refuses its wheel', () => {
    const project = build('soundings')
    const target = join(temporaryFolder(), 'installed')
    const pip = (version: string, ...args: string[]): Ran =>
      run([python(version), '-m', 'pip', '--disable-pip-version-check', 'install', '--no-index', ...args], {
        environment: { PATH: '/usr/bin:/bin' },
        cwd: project,
      })
    expect(pip('3.12', '--target', target, '--find-links', 'dist', 'soundings').status).toBe(0)
    const code =
      'import soundings; print(soundings.clearance(2.4, 1.1, 1.2)); print(soundings.clearance.__doc__.split(chr(10))[0])'
    const used = run([python('3.12'), '-c', code], { environment: { PYTHONPATH: target } })
    expect(used).toEqual({
      status: 0,
      stdout: '2.3\nReturn the water below the keel in metres.\n',
      stderr: '',
    })
    const names = fileNames(target)
    expect(names).toContain('soundings/keel.pyc')
    expect(names).toContain('soundings/keel.pyi')
    expect(names.filter((name) => name.endsWith('.py'))).toEqual([])
    const other = pip('3.11', '--target', `${target} 3.11`, 'dist/soundings-0.4.0-cp312-none-any.whl')
    expect(other.status).not.toBe(0)
    expect(other.stderr).toContain('not a supported wheel')
  }, 300_000)
})

interface Answer {
  readonly status: number | undefined
  readonly text: string
}

/** Starts the service, requests its page under each of the names of a host, and stops it. */
async function served(
  folder: string,
  env: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Promise<Answer[]> {
  const child = spawn(join(folder, 'bin/tideboard-serve'), ['--listen', '127.0.0.1:0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const port = await portOf(child)
    const answers: Answer[] = []
    for (const host of hosts) answers.push(await request(port, host))
    return answers
  } finally {
    child.kill('SIGKILL')
  }
}

/** Waits until the service says where it is. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (piece: Buffer) => {
      text += piece.toString()
      const port = /Serving on http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('close', () => reject(new Error(`the service ended:\n${text}`)))
  })
}

function request(port: number, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', headers: { host } }
    get(options, (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => (text += piece.toString()))
      response.on('end', () => resolve({ status: response.statusCode, text }))
    }).once('error', reject)
  })
}
