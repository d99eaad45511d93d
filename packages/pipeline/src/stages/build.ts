import path from 'node:path'
import type { BytecodeCache } from '@exuvia/compiler'
import { resolveInside } from '@exuvia/files'
import { type Plan, type Release, type Tried, finding } from '@exuvia/model'
import { type EarlierOptions } from '../budget/earlier.ts'
import { keepBudget } from '../budget/measure-release.ts'
import { keptResults } from '../compilation/kept-results.ts'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { pageOfRelease } from '../page/page-of-release.ts'
import { finishRelease } from '../release/finish.ts'
import { withStaging } from '../release/staging.ts'
import { uncommittedFindings } from '../release/uncommitted.ts'
import { sayUnlessError } from '../say.ts'
import { chooseCompilations, compilePlan } from './compile.ts'
import { type KeptArtifacts, keepArtifacts, takeKept } from './kept-artifacts.ts'
import { describePacked, describeRelease } from './manifest.ts'
import { packRelease } from './pack.ts'
import { readInputs } from './packing-inputs.ts'
import { projectFindings } from './project-findings.ts'
import type { ProjectOptions } from './project.ts'
import { releaseSoftware } from './software.ts'
import { tryRelease } from './try.ts'

export interface BuildOptions extends ProjectOptions, EarlierOptions {
  /** Output folder; relative to the context's `cwd`. Default: the config's, relative to the project. */
  readonly out?: string | undefined
  /** False: run no tarball (`--no-try`). */
  readonly try?: boolean | undefined
}

/** The options that the stages from the plan on take. */
type PlanOptions = Pick<BuildOptions, 'out' | 'cache' | 'try' | 'isPrivileged' | keyof EarlierOptions>

/** Plan → … → Release: either all of its files appear in the output folder or none does. */
export async function buildPlan(plan: Plan, options: PlanOptions, context: RunContext): Promise<Release> {
  sayPartial(plan, context)
  return tryPlan(plan, options, context, (tried, folder, cache) =>
    finishRelease(tried.packed.folder, folder, plan.stem, describeRelease(tried), {
      software: releaseSoftware(plan),
      makePage: plan.checked.config.report.html
        ? (staging, manifest) =>
            pageOfRelease(staging, manifest, { findings: projectFindings(plan) }, context)
        : undefined,
      results: keptResults(cache),
    }),
  )
}

/** Warns that targets are missing: the manifest of a few looks like one of all. */
function sayPartial({ building, checked }: Plan, context: RunContext): void {
  const args = { built: building.length, all: checked.inventory.targets.length }
  if (args.built < args.all) {
    context.progress({ kind: 'finding', finding: finding('build-partial', 'note', {}, args) })
  }
}

/** Plan → Compiled → Packed → Tried in a staging folder of the output folder; `finish` moves it out. */
export async function tryPlan<T>(
  plan: Plan,
  options: PlanOptions,
  context: RunContext,
  finish: (tried: Tried, folder: string, cache: BytecodeCache) => Promise<T>,
): Promise<T> {
  sayUnlessError(uncommittedFindings(plan.checked.inventory, {}), context)
  const folder = await outputFolder(plan, options, context)
  return withCache(options.cache ?? true, context, (cache) =>
    withStaging(folder, async (staging) => {
      const compilations = await chooseCompilations(plan, context)
      const inputs = await readInputs(plan, compilations, context.signal)
      const kept = await takeKept(inputs, folder, staging, cache)
      const compiled = await compilePlan(withoutKept(plan, kept), compilations, cache, context)
      sayUnlessError(compiled.findings, context)
      const packed = await packRelease(compiled, kept, staging, cache, context)
      await keepBudget(describePacked(packed, new Map()), budgetSubject(plan), options, context)
      await keepArtifacts(inputs, packed, kept, cache, context.signal)
      return finish(await tryRelease(packed, cache, options, context), folder, cache)
    }),
  )
}

/** Whose sizes a budget measures. */
function budgetSubject({ checked: { config, inventory }, building }: Plan): Parameters<typeof keepBudget>[1] {
  return { config, isWhole: building.length === inventory.targets.length }
}

/** A plan whose units are those that are not packed yet. */
function withoutKept(plan: Plan, kept: KeptArtifacts): Plan {
  const runtimes = new Set(
    plan.building.filter((contents) => !kept.has(contents)).map(({ target }) => target.runtime),
  )
  return { ...plan, units: plan.units.filter(({ runtime }) => runtimes.has(runtime)) }
}

/** The command line may name any folder; a project only one inside it. */
async function outputFolder(
  plan: Plan,
  options: Pick<BuildOptions, 'out'>,
  context: RunContext,
): Promise<string> {
  if (options.out !== undefined) return path.resolve(context.cwd, options.out)
  const { inventory, config } = plan.checked
  await resolveInside(inventory.root, config.pack.out)
  return path.resolve(inventory.root, config.pack.out)
}
