import type { BytecodeCache, Toolchain } from '@exuvia/compiler'
import { type CodeLevel, type Compiled, type Plan, type TargetContents, usageError } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { judge, passed, withoutBreakage } from '@exuvia/policy'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { chooseCompilations, compilePlan } from '../stages/compile.ts'
import { unexamined } from '../stages/examine.ts'
import { planRelease } from '../stages/plan.ts'
import { type OpenedProject, type ProjectOptions, openProject } from '../stages/project.ts'
import { targetFiles } from '../stages/target-files.ts'
import { todayOf } from '../stages/today.ts'
import { chooseInterpreter } from '../trial/choose-interpreter.ts'
import type { WayResult } from '../trial/compare-ways.ts'
import { type TriedCommand, chooseCommands } from '../trial/run-command.ts'
import type { TrialSubject } from '../trial/subjects.ts'
import { type Surroundings, withSurroundings } from '../trial/surroundings.ts'
import { tryWays } from '../trial/try-ways.ts'
import { type BytecodeWay, WAY_LEVELS } from '../trial/way.ts'

export interface TryWaysOptions extends ProjectOptions {
  /** Seconds for each import and each command. */
  readonly timeout?: number | undefined
}

/** What happened in all ways of one target. */
export type TriedWays = { readonly target: string } & (
  | { readonly kind: 'not-tried'; readonly reason: string }
  | {
      readonly kind: 'tried'
      readonly toolchain: Toolchain['kind']
      /** Exact Python version. */
      readonly version: string
      /** Whether the code was kept from every network. */
      readonly network: 'off' | 'open'
      readonly ways: readonly WayResult[]
    }
)

export interface TryWaysReport {
  /** Whether something was tried, and nothing fails in a way that works from source. */
  readonly passed: boolean
  readonly targets: readonly TriedWays[]
}

/**
 * Runs a project from source, and in every way in which its modules can ship as bytecode. Rules of the policy hold in
 * each way: what they ship with its source keeps it, and a level that they set stays.
 * @throws what `openProject` and `passed` throw, except about what bytecode breaks
 */
export async function tryProjectWays(options: TryWaysOptions, context: RunContext): Promise<TryWaysReport> {
  const project = await openProject(options, context, 'run-nothing')
  return withSurroundings(context, (surroundings) =>
    withCache(true, context, async (cache) => {
      const { building } = planLevel(WAY_LEVELS['no-source'], project, options.targets ?? [], context)
      const targets: TriedWays[] = []
      for (const contents of building)
        targets.push(await tryTarget(contents, project, options, { cache, surroundings }, context))
      const tried = targets.flatMap((each) => (each.kind === 'tried' ? each.ways : []))
      return { passed: tried.length > 0 && tried.every(({ breaks }) => breaks.length === 0), targets }
    }),
  )
}

interface Means {
  readonly cache: BytecodeCache
  readonly surroundings: Surroundings
}

async function tryTarget(
  contents: TargetContents,
  project: OpenedProject,
  options: TryWaysOptions,
  { cache, surroundings }: Means,
  context: RunContext,
): Promise<TriedWays> {
  const target = formatTarget(contents.target)
  const { config, inventory } = project
  const { name, version } = inventory
  const toolchain = await chooseInterpreter({ name, version, target, files: [] }, config, context)
  if (typeof toolchain === 'string') return { target, kind: 'not-tried', reason: toolchain }
  if (!hasBytecode(planLevel(WAY_LEVELS['no-source'], project, [target], context), contents)) {
    return { target, kind: 'not-tried', reason: 'the policy ships no module as bytecode alone' }
  }
  const compiled = await compileWays(target, project, cache, context)
  const ways = await tryWays(
    {
      target,
      toolchain,
      of: (way) => ({ compiled: compiled(way), contents }),
      choose: (about) => commandsOf(about, project, target),
      limit: (options.timeout ?? config.try.timeout) * 1000,
    },
    surroundings,
    context,
  )
  const network = surroundings.guard.length > 0 ? 'off' : 'open'
  return { target, kind: 'tried', toolchain: toolchain.kind, version: toolchain.version, network, ways }
}

/** Compiles a target for each way; the ways with the same level share what is compiled. */
async function compileWays(
  target: string,
  project: OpenedProject,
  cache: BytecodeCache,
  context: RunContext,
): Promise<(way: BytecodeWay) => Compiled> {
  const made = new Map<CodeLevel, Compiled>()
  for (const level of new Set(Object.values(WAY_LEVELS))) {
    const plan = planLevel(level, project, [target], context)
    const compiled = await compilePlan(plan, await chooseCompilations(plan, context), cache, context)
    sayUnlessError(compiled.findings, context)
    made.set(level, compiled)
  }
  return (way) => {
    const compiled = made.get(WAY_LEVELS[way])
    if (compiled === undefined) throw new Error(`${way} was not compiled`)
    return compiled
  }
}

/** Plans targets as if the config had that level; which modules ship as bytecode does not depend on it. */
function planLevel(
  level: CodeLevel,
  { config, inventory }: OpenedProject,
  targets: readonly string[],
  { env }: RunContext,
): Plan {
  const compile = { ...config.compile, ...level }
  const judged = judge(unexamined(inventory), { ...config, compile }, todayOf(env))
  return planRelease(passed(withoutBreakage(judged)), targets)
}

function hasBytecode({ checked }: Plan, contents: TargetContents): boolean {
  return targetFiles(checked, contents).some(({ decision }) => decision.ship === 'bytecode')
}

/** @throws usage error `no-command-to-try` */
function commandsOf(about: TrialSubject, { config }: OpenedProject, target: string): readonly TriedCommand[] {
  const { commands, missing } = chooseCommands(about, config.try.commands)
  if (missing.length > 0) throw usageError('no-command-to-try', { names: missing, file: target })
  return commands
}
