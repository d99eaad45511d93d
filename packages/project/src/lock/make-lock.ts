import { realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Config, messageOf, outsideError, usageError } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import { lockEnvironment } from '../backend/build-environment.ts'
import { findUv } from '../backend/build-tools.ts'
import { outputEnd, redactorFor } from '../backend/output-end.ts'
import { runProgram } from '../backend/run-program.ts'
import { parseTargets } from '../targets.ts'
import { findLockFile, readLockText, workspaceFolder } from './find-lock.ts'
import { type LockFacts, type LockPlan, type LockWishes, lockLine, planLock } from './plan-lock.ts'

/** Milliseconds: uv may build packages to learn what they require. */
const LIMIT = 60 * 60_000

export interface MakeLockOptions {
  /** The project's folder. */
  readonly root: string
  readonly pyproject: TomlView | undefined
  readonly config: Config
  readonly env: NodeJS.ProcessEnv
  readonly wishes: LockWishes
  readonly signal?: AbortSignal | undefined
}

/** A lock that uv made or compared. */
export interface MadeLock {
  readonly plan: LockPlan
  /** uv and its version. */
  readonly tool: string
  /** Whether the file was written or differs from what uv would write. */
  readonly changed: boolean
  /** uv's warnings. */
  readonly warnings: readonly string[]
}

/**
 * Makes the project's lock with uv, or makes it again: without the caller's tokens in its environment.
 * @throws usage errors `no-lock-tool` with the line to type, `no-dependencies-file`; outside error `lock-failed`
 */
export async function makeLock(options: MakeLockOptions): Promise<MadeLock> {
  const root = await realpath(options.root)
  const plan = planLock(await findLockFacts(root, options), options.wishes)
  const env = lockEnvironment(options.env)
  const { tool: uv, tried } = await findUv(env, root, options.signal)
  if (uv === undefined) throw usageError('no-lock-tool', { tried, command: lockLine(plan) })
  const before = await textAt(root, plan.file)
  const end = await runUv(uv.program, plan.args, root, env, options.signal)
  if (end.failure !== undefined) throw failed(uv.title, plan, end, env)
  const changed = before !== (await textAt(root, plan.file))
  return { plan, tool: uv.title, changed, warnings: warningsIn(end.output, env) }
}

/**
 * Asks uv whether its own lock is what it would write now.
 * @returns undefined if the lock is not uv's, or there is no uv
 * @throws outside error `lock-failed`
 */
export async function askUvAboutLock(options: MakeLockOptions): Promise<MadeLock | undefined> {
  const root = await realpath(options.root)
  const plan = planLock(await findLockFacts(root, options), options.wishes)
  if (plan.kind !== 'uv') return undefined
  const env = lockEnvironment(options.env)
  const { tool: uv } = await findUv(env, root, options.signal)
  if (uv === undefined) return undefined
  const end = await runUv(uv.program, [...plan.args, '--check'], root, env, options.signal)
  const isOutdated = end.failure !== undefined && /needs to be updated/.test(end.output)
  if (end.failure !== undefined && !isOutdated) throw failed(uv.title, plan, end, env)
  return { plan, tool: uv.title, changed: isOutdated, warnings: warningsIn(end.output, env) }
}

async function runUv(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  signal: AbortSignal | undefined,
): ReturnType<typeof runProgram> {
  return runProgram(program, args, { env, cwd, signal, limit: LIMIT })
}

/** Gathers what `planLock` needs. */
async function findLockFacts(root: string, { pyproject, config }: MakeLockOptions): Promise<LockFacts> {
  const { lock, extras, groups } = config.dependencies
  const found = lock.kind === 'file' ? undefined : await findLockFile(root)
  const file = lock.kind === 'file' ? lock.file : found?.name
  const text = file === undefined ? undefined : await readLockText(resolve(root, file), file)
  return {
    file,
    hasUvLock: (await readLockText(join(root, 'uv.lock'), 'uv.lock').catch(() => '')) !== undefined,
    isUvProject: await isUvProject(root, pyproject),
    source: await dependenciesFile(root, pyproject),
    namesIndex: /^[ \t]*(?:-i\b|--(?:extra-)?index-url\b)/m.test(text ?? ''),
    extras,
    groups: groups ?? [],
    runtimes: parseTargets(config.targets).map(({ runtime }) => runtime),
  }
}

/** `uv lock` reads `[project]` alone: of other tables it makes an empty lock. */
async function isUvProject(root: string, pyproject: TomlView | undefined): Promise<boolean> {
  if (pyproject === undefined || !pyproject.has('project')) return false
  const backend = pyproject.table('build-system').string('build-backend')
  if (pyproject.table('tool').has('uv') || backend === 'uv_build') return true
  return (await workspaceFolder(root)) !== undefined
}

async function dependenciesFile(root: string, pyproject: TomlView | undefined): Promise<string> {
  if (pyproject !== undefined && (pyproject.has('project') || pyproject.has('build-system'))) {
    return 'pyproject.toml'
  }
  for (const name of ['setup.py', 'setup.cfg']) {
    const text = await readLockText(join(root, name), name).catch(() => '')
    if (text !== undefined) return name
  }
  if (pyproject !== undefined) return 'pyproject.toml'
  throw usageError('no-pyproject', { folder: root })
}

async function textAt(root: string, file: string): Promise<string | undefined> {
  return readLockText(resolve(root, file), file).catch((error: unknown) => messageOf(error))
}

function failed(
  tool: string,
  plan: LockPlan,
  end: { readonly failure: string | undefined; readonly output: string },
  env: Record<string, string>,
): Error {
  return outsideError('lock-failed', {
    tool,
    file: basename(plan.file),
    reason: end.failure ?? '',
    command: lockLine(plan),
    output: outputEnd(end.output, env),
  })
}

/** The oldest target's Python, which `planLock` names, is rarely on this machine; nothing depends on it. */
const OWN_DOING = /^warning: The requested Python version \S+ is not available/

function warningsIn(output: string, env: Record<string, string>): string[] {
  const redact = redactorFor(env)
  return output
    .split(/\r?\n/)
    .filter((line) => line.startsWith('warning: ') && !OWN_DOING.test(line))
    .map((line) => redact(line.slice('warning: '.length)))
}
