import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Application, Job } from './applications.ts'
import type { Prepared } from './prepare.ts'
import { type Ran, runProgram } from '@exuvia/test-needs'

/** One comparison; `difference` is undefined if both did the same. */
export interface Row {
  readonly application: string
  readonly version: string
  readonly what: string
  /** For what both did alike: how it ended. */
  readonly status: string
  readonly difference?: string
}

/** What a program did, without the paths that differ. */
interface Shown extends Ran {
  /** What it printed, without white space: a path that is broken into two lines is one again. */
  readonly unwrapped: string
}

/** What ran: where it is, and how its paths read in the output. */
interface Side {
  readonly bin: string
  readonly path: string
  readonly hide: (text: string) => string
}

/** Compares the commands, their help, the jobs and the data files of both. */
export async function compareBoth(application: Application, pair: Prepared, server: string): Promise<Row[]> {
  const [source, tarball] = sidesOf(pair)
  const scratch = dirname(workFolder(pair.installed, pair.version))
  const row = (what: string, status: string, difference?: string): Row => ({
    application: application.name,
    version: pair.version,
    what,
    status,
    ...(difference === undefined ? {} : { difference }),
  })
  const rows: Row[] = []
  const own = new Set(readdirSync(join(pair.empty, 'bin')))
  const commands = readdirSync(source.bin).filter((name) => !own.has(name) && name !== '__pycache__')
  for (const command of commands) {
    if (!readdirSync(tarball.bin).includes(command)) {
      rows.push(row(`${command} --help`, '', 'not in bin/'))
      continue
    }
    const job = { title: '', run: [[command, '--help']] }
    rows.push(row(`${command} --help`, ...(await compareJob(job, source, tarball, scratch, server))))
  }
  for (const job of application.jobs) {
    rows.push(row(`job: ${job.title}`, ...(await compareJob(job, source, tarball, scratch, server))))
  }
  rows.push(row('data files', ...compareData(pair)))
  return rows
}

/** The folder in which all commands run. */
function workFolder(installed: string, version: string): string {
  return join(dirname(installed), `run-${version}`, 'work')
}

function sidesOf({ version, installed, unpacked, empty, hasSource }: Prepared): readonly [Side, Side] {
  const places = [
    [join(installed, 'lib', `python${version}`, 'site-packages'), 'LIB'],
    [join(unpacked, 'lib'), 'LIB'],
    [installed, 'ROOT'],
    [unpacked, 'ROOT'],
    [join(empty, 'bin/python'), 'ROOT/bin/python'],
    [empty, 'ROOT'],
  ] as const
  // Some help texts name files relative to the current folder.
  const relatives = places.map(
    ([path, name]) => [relative(workFolder(installed, version), path), name] as const,
  )
  const hide = (text: string): string =>
    [...places, ...relatives]
      .reduce((hidden, [path, name]) => hidden.replaceAll(path, name), hasSource ? text : withoutLines(text))
      .replaceAll(/\b0x[0-9a-f]{6,}\b/g, '0x…')
      .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID')
      // Bytecode has no columns (compile.debug).
      .replaceAll(/^ *[~^]+\n/gm, '')
      // The lines of a launcher are not those of pip's script.
      .replaceAll(/(File "ROOT\/bin\/[^"]+"), line \d+, in <module>\n(?: {4}.*\n)*/g, '$1\n')
      // A script is one frame more: the launcher runs its code from libexec/.
      .replaceAll(
        /(File "ROOT\/bin\/[^"]+"\n) {2}File "LIBexec\/[^"]+", line \d+, in <module>\n(?: {4}.*\n)*/g,
        '$1',
      )
  const system = '/usr/local/bin:/usr/bin:/bin'
  return [
    { bin: join(installed, 'bin'), path: `${join(installed, 'bin')}:${system}`, hide },
    {
      bin: join(unpacked, 'bin'),
      path: `${join(unpacked, 'bin')}:${join(empty, 'bin')}:${system}`,
      hide,
    },
  ]
}

/** Removes the lines of source that Python prints below a frame and behind a warning. */
function withoutLines(text: string): string {
  return text
    .replaceAll(/^( *File ".+", line \d+, in .+\n) {4}.+\n/gm, '$1')
    .replaceAll(/^(.+:\d+: \w*Warning: .*\n(?:(?! {2}).*\n){0,10}) {2}\S.*\n/gm, '$1')
}

async function compareJob(
  job: Job,
  source: Side,
  tarball: Side,
  scratch: string,
  server: string,
): Promise<[status: string, difference?: string]> {
  const a = await runJob(job, source, scratch, server)
  const b = await runJob(job, tarball, scratch, server)
  const status = a.runs.map((ran) => ran.status).join(', ')
  const failing = a.runs.findIndex((ran) => ran.status !== 0)
  // Two equal failures show nothing of a job; a command may have no help.
  if (failing !== -1 && job.title !== '') {
    return [
      status,
      `${job.run[failing]?.join(' ')}: fails from source: ${lastLine(a.runs[failing]?.stderr ?? '')}`,
    ]
  }
  for (const [index, ran] of a.runs.entries()) {
    const difference = differenceOf(ran, b.runs[index])
    if (difference !== undefined) return [status, `${job.run[index]?.join(' ')}: ${difference}`]
  }
  for (const path of new Set([...a.files.keys(), ...b.files.keys()])) {
    if (a.files.get(path) !== b.files.get(path)) return [status, `${path} differs`]
  }
  return [status]
}

/** Both sides run in the same folder, with a home of their own, so that no path differs. */
async function runJob(
  job: Job,
  side: Side,
  scratch: string,
  server: string,
): Promise<{ runs: Shown[]; files: Map<string, string> }> {
  const [home, work] = [join(scratch, 'home'), join(scratch, 'work')]
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  mkdirSync(work)
  for (const [path, text] of Object.entries(job.files ?? {})) {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), text)
  }
  const env = {
    PATH: side.path,
    HOME: home,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // Paths differ in length: no line is wrapped.
    COLUMNS: '1000',
    PYTHONHASHSEED: '0',
    SOURCE_DATE_EPOCH: '1764000000',
    PIP_NO_INDEX: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  }
  const runs: Shown[] = []
  for (const command of job.run) {
    const words = command.map((word) => word.replaceAll('{server}', server))
    const [name = ''] = words
    const file = join(side.bin, name)
    const program = readdirSync(side.bin).includes(name) ? file : name
    const ran = await runProgram([program, ...words.slice(1)], work, env)
    const wrapped = (['stdout', 'stderr'] as const).map((stream) =>
      side.hide(ran[stream].replaceAll(/\s+/g, '')),
    )
    runs.push({
      status: ran.status,
      stdout: side.hide(ran.stdout),
      stderr: side.hide(ran.stderr),
      unwrapped: wrapped.join(' '),
    })
  }
  return { runs, files: filesIn(work, job.ignore, side.hide) }
}

function differenceOf(a: Shown, b: Shown | undefined): string | undefined {
  if (b === undefined) return 'did not run'
  if (a.status !== b.status) return `status ${b.status}, from source ${a.status}: ${lastLine(b.stderr)}`
  // docutils wraps its help at a width of its own, and the paths in it have different lengths.
  if (a.status === b.status && a.unwrapped === b.unwrapped && /LIB|ROOT/.test(a.unwrapped)) return undefined
  for (const stream of ['stdout', 'stderr'] as const) {
    if (a[stream] === b[stream]) continue
    const [left, right] = [a[stream].split('\n'), b[stream].split('\n')]
    const at = left.findIndex((line, index) => line !== right[index])
    const index = at === -1 ? left.length : at
    return `${stream} line ${index + 1}: "${right[index] ?? ''}", from source "${left[index] ?? ''}"`
  }
  return undefined
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function filesIn(
  folder: string,
  ignore: RegExp | undefined,
  hide: (text: string) => string,
): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (ignore?.test(path) === true || /(^|\/)__pycache__(\/|$)/.test(path)) continue
    const file = join(folder, path)
    if (!statSync(file).isFile()) found.set(path, 'folder')
    else
      found.set(
        path,
        createHash('sha256')
          .update(hide(readFileSync(file, 'latin1')))
          .digest('hex'),
      )
  }
  return found
}

/** What belongs to a virtual environment or to a tarball, and to no distribution. */
const NOT_DATA =
  /^(bin|lib|lib64|libexec|LICENSES)(\/|$)|^(pyvenv\.cfg|CACHEDIR\.TAG|\.lock|\.gitignore|EXUVIA.*|THIRD-PARTY-NOTICES)$/

function compareData({ installed, unpacked }: Prepared): [status: string, difference?: string] {
  const [a, b] = [installed, unpacked].map((root) => filesIn(root, NOT_DATA, (text) => text))
  if (a === undefined || b === undefined) return ['']
  const differing = [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path))
  const [first] = differing
  if (first === undefined) return [`${[...a.values()].filter((kind) => kind !== 'folder').length} files`]
  return ['', `${differing.length} differ, such as ${first}`]
}
