import path from 'node:path'
import { withCache } from '../compilation/with-cache.ts'
import type { RunContext } from '../context.ts'
import { type CompileReport, compileInputs } from '../tree/compile-tree.ts'
import { checkWheels } from '../tree/check-wheels.ts'
import { gatherInputs } from '../tree/gather.ts'
import { type CompileOptions, checkCompileOptions } from '../tree/options.ts'
import { refuseFullOut, refuseOverlap } from '../tree/output.ts'

/**
 * Runs only the compile step: folders to a folder, wheels to wheels that match their RECORD. It copies all files that
 * are not Python. Nothing appears in the output folder unless all of it compiles.
 */
export async function compileTree(options: CompileOptions, context: RunContext): Promise<CompileReport> {
  checkCompileOptions(options)
  const out = path.resolve(context.cwd, options.out)
  const sources = options.sources.map((source) => path.resolve(context.cwd, source))
  const others = sources.filter((source) => !source.endsWith('.whl'))
  refuseOverlap(out, others)
  if (others.length > 0 && !options.clean) await refuseFullOut(out)
  const inputs = await gatherInputs(sources, options.exclude)
  const accepted = await checkWheels(
    sources.filter((source) => source.endsWith('.whl')),
    context,
  )
  const report = await withCache(options.cache, context, (cache) =>
    compileInputs(inputs, out, options, cache, context),
  )
  return { ...report, findings: [...accepted, ...report.findings] }
}
