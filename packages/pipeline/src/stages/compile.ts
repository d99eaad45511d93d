import type { BytecodeCache } from '@exuvia/compiler'
import {
  addAll,
  type Compiled,
  type CompiledUnit,
  type CompilerInfo,
  type Finding,
  type Plan,
  type SourceFile,
  type Unit,
  docstringsOf,
} from '@exuvia/model'
import { readContent } from '@exuvia/project'
import {
  type RuntimeSource,
  chooseCompilation,
  compileRuntime,
  refuseUncompiled,
} from '../compilation/compile-runtime.ts'
import type { Compilation } from '../compilation/describe.ts'
import { toolchainSetting } from '../compilation/toolchain-setting.ts'
import type { RunContext } from '../context.ts'
import { type CompiledWheelSource, type KeptSources, openKeptSources } from './kept-sources.ts'

/**
 * Plan → Compiled: takes every unit's code object from the cache or compiles it. Reports
 * the syntax errors of all files together.
 * @throws refusal `compile-failed` with a finding for each file that does not compile
 */
export async function compilePlan(
  plan: Plan,
  compilations: readonly Compilation[],
  cache: BytecodeCache,
  context: RunContext,
): Promise<Compiled> {
  const { config } = plan.checked
  const fileOf = indexFiles(plan)
  const compilers: CompilerInfo[] = []
  const findings: Finding[] = []
  const units: CompiledUnit[] = []
  for (const compilation of compilations) {
    const { compiler } = compilation
    const { runtime } = compiler
    const wanted = plan.units.filter((unit) => unit.runtime === runtime)
    const { invalidation } = config.compile
    const files = wanted.map(fileOf)
    const kept = await openKeptSources(files, runtime, invalidation, cache)
    const sources = wanted.map((unit, index) => sourceOf(unit, files[index] as SourceFile, kept))
    const outcome = await compileRuntime(sources, compilation, invalidation, cache, context)
    compilers.push(compiler)
    addAll(findings, [
      ...compilation.findings,
      ...outcome.findings.map((item) => ({ ...item, subject: { ...item.subject, target: runtime } })),
    ])
    const wheelSources: CompiledWheelSource[] = []
    for (const [index, unit] of wanted.entries()) {
      const compiled = outcome.codes[index]
      if (compiled === undefined) continue
      const { content } = files[index] as SourceFile
      const { sourceSha256, sourceSize, code } = compiled
      const sourceHash = Buffer.from(compiled.sourceHash).toString('hex')
      units.push({ unit, sourceSha256, sourceSize, sourceHash, code })
      wheelSources.push({ content, sourceSha256, sourceSize, sourceHash })
    }
    await kept.keep(wheelSources)
  }
  refuseUncompiled(
    findings,
    'or give what is not for this Python a policy rule with ship = "source" or "exclude"',
  )
  // The mark is only a type, and only this function sets it.
  return { plan, compilers, units, findings } as unknown as Compiled
}

/** Finds all toolchains before any work, so that a missing one is reported at once. */
export async function chooseCompilations(plan: Plan, context: RunContext): Promise<Compilation[]> {
  const { compile } = plan.checked.config
  const settings = { ...compile, docstrings: compile.docstrings ?? docstringsOf(compile.optimize) }
  const runtimes = [...new Set(plan.building.map(({ target }) => target.runtime))]
  return Promise.all(
    runtimes.map((runtime) =>
      chooseCompilation(runtime, toolchainSetting(compile, runtime), settings, context),
    ),
  )
}

function sourceOf(
  { filename, optimize, docstrings }: Unit,
  file: SourceFile,
  kept: KeptSources,
): RuntimeSource {
  const { content, origin } = file
  const known = kept.of(file)
  return { filename, label: origin, optimize, docstrings, known, read: () => readContent(content) }
}

/** Indexes source files by unit, for lookups in one step. */
function indexFiles(plan: Plan): (unit: Unit) => SourceFile {
  const byDistribution = new Map<string, Map<string, SourceFile>>()
  for (const { id, files } of plan.checked.inventory.distributions) {
    byDistribution.set(id, new Map(files.map((file) => [file.path, file])))
  }
  return (unit) => {
    const file = byDistribution.get(unit.distribution)?.get(unit.path)
    if (file === undefined) throw new Error(`no file ${unit.path} in ${unit.distribution}`)
    return file
  }
}
