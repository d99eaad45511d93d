import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pythonInPyenv } from '@exuvia/test-needs'
import { measure } from './measure.ts'
import { CLI } from './program.ts'

// The example, packed for Python 3.12 by each tool as its documentation says for a command line program, on one
// machine: what a user downloads, how long a start takes, and whether a second build gives the same bytes.

const TOOLS = { pyinstaller: '6.16.0', pex: '2.105.2', shiv: '1.0.8' }
const RUNS = 10
/** GNU tar writes the same bytes for the same files. */
const SAME = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0']
const PLUGINS = 'tidemark/plugins'
const QUESTION = ['week', 'merrow', '--from', '2026-11-24']

const root = join(import.meta.dirname, '../..')
const example = join(root, 'examples/tidemark')
const work = mkdtempSync(join(tmpdir(), 'exuvia-alternatives-'))
const wheels = join(work, 'wheels')
const bin = join(work, 'tools/bin')
const python = pythonInPyenv('3.12') ?? 'python3.12'
const env = {
  ...process.env,
  PATH: `${bin}:${join(python, '..')}:${process.env['PATH'] ?? ''}`,
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PYTHONHASHSEED: '1',
  SOURCE_DATE_EPOCH: '1767225600',
  PEX_ROOT: join(work, 'pex-root'),
  SHIV_ROOT: join(work, 'shiv-root'),
}

interface Packed {
  /** The file that a user downloads. */
  readonly file: string
  readonly start: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Names inside, one a line. */
  readonly names: string
}

/** Builds the example into an empty folder. */
type Way = (folder: string) => Packed

const WAYS: Readonly<Record<string, Way>> = {
  Exuvia(folder) {
    run(process.execPath, [
      CLI,
      'build',
      '--project',
      example,
      '--target',
      'cp312-any',
      '--out',
      join(folder, 'dist'),
    ])
    const file = only(folder, 'dist/*-any.tar.gz')
    run('tar', ['xzf', file, '-C', folder])
    return { file, start: [only(folder, 'tidemark-*/bin/tidemark')], names: run('tar', ['tzf', file]) }
  },
  'compileall by hand'(folder) {
    const app = join(folder, 'app')
    run(join(bin, 'pip'), [
      'install',
      '--quiet',
      '--no-index',
      '--find-links',
      wheels,
      '--no-compile',
      '--target',
      app,
      'tidemark',
    ])
    run(python, ['-m', 'compileall', '-q', '-b', '-o', '1', app])
    // The example reads the sources of its plug-ins, so it does not start without them.
    for (const source of globSync('**/*.py', { cwd: app })) {
      if (!source.startsWith(PLUGINS)) rmSync(join(app, source))
    }
    const file = join(folder, 'tidemark.tar.gz')
    run('tar', [...SAME, '-czf', file, '-C', folder, 'app'])
    return {
      file,
      start: [python, '-c', 'import sys; from tidemark.cli import main; sys.exit(main())'],
      env: { PYTHONPATH: app },
      names: run('tar', ['tzf', file]),
    }
  },
  pex(folder) {
    const file = join(folder, 'tidemark.pex')
    // By path, because without an index pex cannot fetch the pip that it runs.
    const both = globSync('*.whl', { cwd: wheels }).map((name) => join(wheels, name))
    run(join(bin, 'pex'), [...both, '--script', 'tidemark', '--output-file', file])
    return { file, start: [file], names: run(python, ['-m', 'zipfile', '--list', file]) }
  },
  shiv(folder) {
    const file = join(folder, 'tidemark.pyz')
    run(join(bin, 'shiv'), [
      '--reproducible',
      '--no-index',
      '--find-links',
      wheels,
      '-c',
      'tidemark',
      '-o',
      file,
      'tidemark',
    ])
    return { file, start: [file], names: run(python, ['-m', 'zipfile', '--list', file]) }
  },
  'PyInstaller, one file': (folder) => freeze(folder, '--onefile'),
  'PyInstaller, one folder': (folder) => freeze(folder, '--onedir'),
}

function freeze(folder: string, mode: '--onefile' | '--onedir'): Packed {
  const entry = join(folder, 'entry.py')
  writeFileSync(entry, 'import sys\nfrom tidemark.cli import main\nsys.exit(main())\n')
  const collected = ['tidemark', 'harbourlight'].flatMap((name) =>
    ['--collect-submodules', '--collect-data', '--copy-metadata'].flatMap((option) => [option, name]),
  )
  const plugins = ['--add-data', `${only(work, `tools/lib/*/site-packages/${PLUGINS}`)}:${PLUGINS}`]
  const places = [
    '--distpath',
    join(folder, 'dist'),
    '--workpath',
    join(folder, 'build'),
    '--specpath',
    folder,
  ]
  run(join(bin, 'pyinstaller'), [
    mode,
    '--log-level',
    'ERROR',
    '--optimize',
    '1',
    '--name',
    'tidemark',
    ...plugins,
    ...collected,
    ...places,
    entry,
  ])
  const made = join(folder, 'dist/tidemark')
  if (mode === '--onefile') {
    return {
      file: made,
      start: [made],
      names: run(join(bin, 'pyi-archive_viewer'), ['--list', '--recursive', '--brief', made]),
    }
  }
  const file = join(folder, 'tidemark.tar.gz')
  run('tar', [...SAME, '-czf', file, '-C', join(folder, 'dist'), 'tidemark'])
  return { file, start: [join(made, 'tidemark')], names: run('tar', ['tzf', file]) }
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    cwd: work,
    maxBuffer: 1e8,
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`)
  return stdout
}

function only(folder: string, glob: string): string {
  const [found = ''] = globSync(glob, { cwd: folder })
  return join(folder, found)
}

function build(way: Way, folder: string): Packed & { readonly sha256: string } {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const packed = way(folder)
  return { ...packed, sha256: createHash('sha256').update(readFileSync(packed.file)).digest('hex') }
}

try {
  run(python, ['-m', 'venv', join(work, 'tools')])
  const wanted = Object.entries(TOOLS).map(([name, version]) => `${name}==${version}`)
  run(join(bin, 'pip'), ['install', '--quiet', ...wanted, 'hatchling'])
  // Only this project's package: its wheel is the same input for all of the other tools.
  cpSync(example, join(work, 'project'), { recursive: true })
  run(join(bin, 'pip'), [
    'wheel',
    '--quiet',
    '--no-deps',
    '--no-build-isolation',
    '--wheel-dir',
    wheels,
    join(work, 'project'),
  ])
  for (const name of readdirSync(join(example, 'wheelhouse')))
    cpSync(join(example, 'wheelhouse', name), join(wheels, name))

  // PyInstaller packs what is installed beside it.
  run(join(bin, 'pip'), ['install', '--quiet', '--no-index', '--find-links', wheels, 'tidemark'])

  const answers = new Set<string>()
  const built = Object.entries(WAYS).map(([name, way]) => {
    // Twice in one place, so that the name of a folder in the result is no difference.
    const folder = join(work, 'built', name.replaceAll(/\W+/g, '-'))
    const { sha256 } = build(way, folder)
    const packed = build(way, folder)
    const program = packed.start[0] ?? ''
    const options = { env: { ...env, ...packed.env } }
    const { status, stdout, stderr } = spawnSync(program, [...packed.start.slice(1), ...QUESTION], {
      ...options,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${name} does not run\n${stdout}${stderr}`)
    answers.add(stdout)
    return { name, ...packed, isSame: sha256 === packed.sha256, best: Infinity }
  })
  if (answers.size !== 1) throw new Error('the programs answer differently')
  // Processor time, because it depends on other work the least; in turn, so that what is left meets all of them.
  for (let at = 0; at < RUNS; at += 1) {
    for (const each of built) {
      const options = { env: { ...env, ...each.env } }
      const { cpu, seconds } = await measure(
        each.start[0] ?? '',
        [...each.start.slice(1), ...QUESTION],
        options,
      )
      each.best = Math.min(each.best, cpu ?? seconds)
    }
  }
  console.log(`examples/tidemark on Python 3.12, ${RUNS} starts in turn; ${wanted.join(', ')}\n`)
  console.log('| | download | start | source files | same bytes twice |\n|---|---:|---:|---:|---|')
  for (const { name, file, best, names, isSame } of built) {
    const sources = new Set(
      names
        .split('\n')
        .flatMap(
          (line) => /(?:tidemark|harbourlight)\/\S*\.py(?=\s|$)/.exec(line.replaceAll('\\', '/'))?.[0] ?? [],
        ),
    )
    const cells = [
      name,
      `${(statSync(file).size / 1000).toFixed(0)} kB`,
      `${best.toFixed(2)} s`,
      sources.size,
      isSame ? 'yes' : 'no',
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
