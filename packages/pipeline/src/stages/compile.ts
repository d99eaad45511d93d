import { sourceHash } from '@exuvia/bytecode'
import { type BytecodeCache, type SourceUnit, compileSources, selectToolchain } from '@exuvia/compiler'
import {
  type Compiled,
  type CompiledUnit,
  type CompilerInfo,
  type Config,
  type Finding,
  type Plan,
  type Runtime,
  type SourceFile,
  type Unit,
  refusal,
} from '@exuvia/model'
import { readContent } from '@exuvia/project'
import type { RunContext } from '../context.ts'
import { type Compilation, describeCompilation } from '../compilation/describe.ts'
import { headerHasHash } from '../compilation/header.ts'

/**
 * Plan → Compiled: every unit's code object, in the cache or freshly made. Syntax
 * errors of all files come together.
 * @throws refusal `compile-failed` with a finding for each file that does not compile
 */
export async function compilePlan(plan: Plan, cache: BytecodeCache, context: RunContext): Promise<Compiled> {
  const runtimes = [...new Set(plan.building.map(({ target }) => target.runtime))]
  const compilations = await chooseToolchains(runtimes, plan.checked.config, context)
  const fileOf = indexFiles(plan)
  const compilers: CompilerInfo[] = []
  const findings: Finding[] = []
  const units: CompiledUnit[] = []
  for (const { toolchain, form, compiler, findings: said } of compilations) {
    const { runtime } = compiler
    compilers.push(compiler)
    findings.push(...said)
    const hashes = new Map<number, string>()
    const withHash = needsSourceHash(runtime, plan.checked.config)
    const wanted = plan.units.filter((unit) => unit.runtime === runtime)
    const label = `${runtime}, ${toolchain.kind} ${toolchain.version}`
    const outcome = await compileSources(
      wanted.map((unit, index): SourceUnit => {
        const { content, origin } = fileOf(unit)
        return {
          filename: unit.filename,
          label: origin,
          optimize: unit.optimize,
          async read() {
            const source = await readContent(content)
            if (withHash) hashes.set(index, Buffer.from(sourceHash(runtime, source)).toString('hex'))
            return source
          },
        }
      }),
      {
        toolchain,
        cache,
        form,
        signal: context.signal,
        onProgress: (done, total) =>
          context.progress({ kind: 'count', stage: 'compile', label, done, total }),
      },
    )
    findings.push(
      ...outcome.findings.map((item) => ({ ...item, subject: { ...item.subject, target: runtime } })),
    )
    for (const [index, unit] of wanted.entries()) {
      const result = outcome.compiled[index]
      if (result === undefined) continue
      units.push({
        unit,
        sourceSha256: result.sourceSha256,
        sourceSize: result.sourceSize,
        sourceHash: hashes.get(index) ?? '',
        path: result.path,
        size: result.size,
      })
    }
  }
  const errors = findings.filter((item) => item.severity === 'error')
  if (errors.length > 0) {
    const files = new Set(errors.map(({ subject }) => subject.path)).size
    const count = files === 1 ? '1 file does' : `${files} files do`
    throw refusal('compile-failed', `${count} not compile`, {
      findings,
      hint: 'correct them; a file that is not for this Python can have a policy rule with ship = "source" or "exclude"',
    })
  }
  // The mark is a type only, and this is the one place that gives it.
  return { plan, compilers, units, findings } as unknown as Compiled
}

/** All toolchains before any work, so that a missing one is said at once. */
async function chooseToolchains(
  runtimes: readonly Runtime[],
  config: Config,
  context: RunContext,
): Promise<Compilation[]> {
  return Promise.all(
    runtimes.map(async (runtime) => {
      const preference = config.compile.toolchains[runtime] ?? config.compile.toolchain
      const search = { env: context.env, cwd: context.cwd, signal: context.signal }
      return describeCompilation(await selectToolchain(runtime, preference, search), config.compile)
    }),
  )
}

/** Every source file by unit, found in one step each. */
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

/** PEP 552's hash goes only into headers that carry one, which begin with Python 3.7. */
function needsSourceHash(runtime: Runtime, config: Config): boolean {
  return config.compile.invalidation !== 'timestamp' && headerHasHash(runtime)
}
