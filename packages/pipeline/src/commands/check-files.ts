import type { Finding } from '@exuvia/model'
import { judgeRuleDates } from '@exuvia/policy'
import type { EarlierOptions } from '../budget/earlier.ts'
import { type ConfigOptions, configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { checkGiven, givenPolicy } from '../foreign/check-file.ts'
import { examineArchive } from '../foreign/examine-sources.ts'
import { fileMeasure } from '../foreign/measure-file.ts'
import { todayOf } from '../stages/today.ts'

/** Judges finished files by the policy of a project's config, or else of EXUVIA.json, or else as source-free. */
export async function checkFiles(
  files: readonly string[],
  options: ConfigOptions & EarlierOptions,
  context: RunContext,
): Promise<readonly Finding[]> {
  const { config } = await configOf(options, context)
  const found = await checkGiven(
    files,
    givenPolicy(config),
    context,
    (sources, about, packing) => examineArchive(sources, about, config, context, packing),
    fileMeasure(config, options, context),
  )
  return [...judgeRuleDates(config, todayOf(context.env)), ...found]
}
