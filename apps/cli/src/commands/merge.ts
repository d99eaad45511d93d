import { mergeParts } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { offlineOption, previousOption } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printJson } from '../terminal.ts'
import { builtToJson, printBuilt } from './build.ts'

interface MergeFlags extends CommonOptions {
  readonly out: string
  readonly project?: string
  readonly previous?: string
  readonly offline?: boolean
}

export function addMerge(program: Command): void {
  withCommonOptions(
    program
      .command('merge')
      .argument('<parts...>', 'parts, or folders that contain them')
      .option('--out <folder>', 'the output folder', 'dist')
      .option('--project <folder>', 'the project whose budget the release keeps (default: this folder)')
      .addOption(previousOption())
      .addOption(offlineOption()),
  ).action((parts: string[], options: MergeFlags) =>
    run(options, async (context) => {
      const { out, project, config, previous, offline } = options
      const merged = await mergeParts({ parts, out, project, config, previous, offline }, context)
      if (options.json === true) printJson(builtToJson(merged, 'exuvia.merge/1'))
      else printBuilt(merged, context, { ...options, verb: 'merged', next: 'publish' })
    }),
  )
}
