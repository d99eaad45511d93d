/**
 * A large build in little memory.
 *
 * @module-tag slow
 * @module-tag cp312
 */
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { python } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { EXUVIA, exuviaEnvironment, fileNames, run, temporaryFolder, unpack } from './support.ts'

const LIMIT = 300_000_000

it(
  'a build of the standard library, with its compilers, stays below 300 MB',
  { timeout: 400_000 },
  async () => {
    const project = temporaryFolder('standard-library')
    const program = 'import os; print(os.path.dirname(os.__file__))'
    const library = run([python('3.12'), '-c', program]).stdout.trim()
    // One package of it all, without the files that are deliberately invalid, and turtledemo, which lists its sources.
    const broken =
      /(?:^|\/)(?:__pycache__|site-packages|turtledemo|bad[^/]*\.py|(?:test_)?lib2to3\/(?:tests\/)?data|config-3[^/]*)$/
    cpSync(library, join(project, 'src/library'), {
      recursive: true,
      filter: (path) => !broken.test(path) && !path.endsWith('.so'),
    })
    writeFileSync(join(project, 'src/library/__init__.py'), '')
    writeFileSync(join(project, 'pyproject.toml'), pyproject('library'))
    const peaks = await peakMemory([...EXUVIA, 'build', '--no-cache', '--toolchain', 'native'], project)
    const sources = fileNames(join(project, 'src')).filter((file) => file.endsWith('.py'))
    const packed = fileNames(unpack(join(project, 'dist/library-1-cp312-any.tar.gz')))
    expect(packed.filter((file) => file.endsWith('.pyc')).length).toBe(sources.length)
    expect(sources.length).toBeGreaterThan(1500)
    expect(peaks.together).toBeGreaterThan(50_000_000)
    expect(peaks.together, JSON.stringify(peaks)).toBeLessThan(LIMIT)
  },
)

function pyproject(name: string): string {
  return `[project]\nname = "${name}"\nversion = "1"\nlicense = "PSF-2.0"\n[tool.exuvia]\ntargets = ["cp312-any"]\n`
}

interface Peaks {
  /** The highest total of bytes in all processes at one sample. */
  readonly together: number
  /** The highest number of bytes in the command line's own process. */
  readonly main: number
}

/** Runs a command and samples the memory of it and its descendants every 50 ms (Linux's /proc). */
async function peakMemory(command: readonly string[], cwd: string): Promise<Peaks> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd, env: exuviaEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const peaks = { together: 0, main: 0 }
  const timer = setInterval(() => {
    if (child.pid === undefined) return
    const family = processTree(child.pid).map((pid) => memoryOf(pid))
    peaks.together = Math.max(
      peaks.together,
      family.reduce((sum, memory) => sum + memory.now, 0),
    )
    peaks.main = Math.max(peaks.main, family[0]?.most ?? 0)
  }, 50)
  try {
    const status = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
    if (status !== 0) throw new Error(`${command.join(' ')}: ${String(status)}\n${errors.slice(-4000)}`)
  } finally {
    clearInterval(timer)
  }
  return peaks
}

function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)]
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) => readProc(`${pid}/task/${thread}/children`).split(' '))
      .filter((child) => child !== '')
      .map(Number)
  } catch {
    return []
  }
}

function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  // The proportional set size counts a page that several processes share once.
  const now = kilobytes(readProc(`${pid}/smaps_rollup`), 'Pss')
  return { now, most: kilobytes(readProc(`${pid}/status`), 'VmHWM') }
}

function kilobytes(text: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
}

/** Empty if the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(join('/proc', path), 'utf8')
  } catch {
    return ''
  }
}
