import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Interpreter, programOf } from './interpreters.ts'
import type { Outcome } from './outcome.ts'

export interface Run {
  readonly python: Interpreter
  /** The installation with the library under test. */
  readonly prefix: string
  readonly modules: readonly string[]
  readonly jobs: number
  /** For one module; after that, the runner kills it and its children. */
  readonly seconds: number
  /** Called after each module. */
  readonly done?: (module: string, outcome: Outcome) => void
}

/** Runs `python -m test` for each module in a process of its own, some at a time. */
export async function runModules(run: Run): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const waiting = [...run.modules]
  const work = async (): Promise<void> => {
    for (let module = waiting.shift(); module !== undefined; module = waiting.shift()) {
      const outcome = await runModule(run, module)
      outcomes.set(module, outcome)
      run.done?.(module, outcome)
    }
  }
  await Promise.all(Array.from({ length: run.jobs }, work))
  return new Map(run.modules.map((module) => [module, outcomes.get(module) as Outcome]))
}

async function runModule(run: Run, module: string): Promise<Outcome> {
  const { python, prefix } = run
  const tests = join(prefix, 'lib', `python${python.minor}`, 'test')
  if (!['', '.py', '.pyc'].some((suffix) => existsSync(join(tests, module.replaceAll('.', '/') + suffix))))
    return { status: 'absent', cases: [], seconds: 0 }
  const folder = mkdtempSync(join(tmpdir(), 'exuvia-regrtest-'))
  const cwd = join(folder, 'work')
  mkdirSync(cwd)
  const report = join(folder, 'report.xml')
  const started = performance.now()
  try {
    // Import from the library the modules that are frozen into the interpreter too (os, site, codecs …).
    const frozen = Number(python.minor.slice(2)) >= 11 ? ['-X', 'frozen_modules=off'] : []
    const child = spawn(
      programOf(prefix, python.minor),
      [...frozen, '-m', 'test', '--junit-xml', report, module],
      {
        cwd,
        env: {
          PATH: '/usr/local/bin:/usr/bin:/bin',
          HOME: folder,
          TMPDIR: cwd,
          LANG: 'C.UTF-8',
          PYTHONHASHSEED: '0',
        },
        // A group of its own, so that one kill ends the tests' children too.
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    const { code, output } = await finish(child, run.seconds)
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (code === 'timed out') return { status: code, cases: [], seconds }
    const skipped = /^\d+ tests? skipped:$/m.test(output)
    const status = skipped ? 'skipped' : code === 0 ? 'passed' : 'failed'
    return { status, cases: passedCases(python, report), seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function finish(
  child: ChildProcess,
  seconds: number,
): Promise<{ code: number | null | 'timed out'; output: string }> {
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)))
  let timedOut = false
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The group is gone.
    }
  }
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, seconds * 1000)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  clearTimeout(timer)
  // Processes that a test left running.
  kill()
  return { code: timedOut ? 'timed out' : code, output }
}

function passedCases(python: Interpreter, report: string): string[] {
  if (!existsSync(report)) return []
  const script = new URL('cases.py', import.meta.url).pathname
  const result = spawnSync(programOf(python.prefix, python.minor), ['-I', script, report], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (result.status !== 0) throw new Error(`${script} ended with ${result.status}: ${result.stderr}`)
  const cases = JSON.parse(result.stdout) as string[] | null
  return cases?.sort() ?? []
}
