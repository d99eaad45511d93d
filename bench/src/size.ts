import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { writeHttpieProject } from './httpie-project.ts'
import { CLI } from './program.ts'

// The size of a release, against what compileall, tar and gzip -9 make of the same wheels: HTTPie with its
// dependencies, all of it as bytecode. Each line adds one step to the line above it.
// Argument: an interpreter for CPython 3.12 with pip (python3.12).
const [python = 'python3.12'] = process.argv.slice(2)

/** pip is not started here, so that both sides have the same files. */
const ACCEPTED = `
[[tool.exuvia.accept]]
finding = "source-needed"
distribution = "pip"
reason = "nothing starts pip here"
`

/** What each build adds to the configuration, by what it shows. */
const STEPS: Readonly<Record<string, string>> = {
  "exuvia, the compiler's own form": '\n[tool.exuvia.compile]\nnormalise = false\ndebug = "full"\n',
  'normal form': '\n[tool.exuvia.compile]\ndebug = "full"\n',
  'no columns (the default)': '',
  'pack.level = 10': '\n[tool.exuvia.pack]\nlevel = 10\n',
  'tar.zst': '\n[tool.exuvia.pack]\nformats = ["tar.zst"]\n',
  'tar.xz': '\n[tool.exuvia.pack]\nformats = ["tar.xz"]\n',
}

const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-'))
try {
  const project = join(scratch, 'project')
  writeHttpieProject(project, python, ACCEPTED)
  const source = plainSize('gzip -9', () => undefined)
  const plain = plainSize('gzip -9', compileAll)
  print('the same wheels as source, tar and gzip -9', source, plain)
  print('compileall, rm, tar and gzip -9', plain, plain)
  print('the same with zstd -19', plainSize('zstd -19 -q', compileAll), plain)
  const config = join(project, 'pyproject.toml')
  const written = join(scratch, 'pyproject.toml')
  copyFileSync(config, written)
  for (const [name, more] of Object.entries(STEPS)) {
    copyFileSync(written, config)
    appendFileSync(config, more)
    const out = join(scratch, 'dist')
    execFileSync(process.execPath, [CLI, 'build', '--quiet', '--no-try', '--out', out], {
      cwd: project,
      env: { ...process.env, EXUVIA_CACHE_DIR: join(scratch, 'cache') },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [tarball = ''] = globSync('*-cp312-*.tar.*', { cwd: out })
    print(name, statSync(join(out, tarball)).size, plain)
    rmSync(out, { recursive: true })
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** Bytes of a tar of the installed wheels. */
function plainSize(compressor: string, change: (folder: string) => void): number {
  const folder = join(scratch, 'plain')
  mkdirSync(folder)
  const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore']
  const from = ['--no-index', '--find-links', join(scratch, 'project/wheels'), '--no-compile']
  execFileSync(python, ['-m', 'pip', 'install', ...quiet, ...from, '--target', join(folder, 'lib'), 'httpie'])
  change(folder)
  const tar = `tar --sort=name -cf - lib | ${compressor} | wc -c`
  const size = Number(execFileSync('sh', ['-ec', tar], { cwd: folder, encoding: 'utf8' }))
  rmSync(folder, { recursive: true })
  return size
}

function compileAll(folder: string): void {
  execFileSync(python, ['-m', 'compileall', '-q', '-f', '-b', '-j2', 'lib'], { cwd: folder })
  for (const file of globSync('lib/**/*.py', { cwd: folder })) rmSync(join(folder, file))
}

function print(name: string, size: number, plain: number): void {
  console.log(`${name.padEnd(44)} ${String(size).padStart(9)} bytes  ${(size / plain).toFixed(3)}`)
}
