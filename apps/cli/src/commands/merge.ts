import { mergeParts } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printJson } from '../terminal.ts'
import { builtToJson, printBuilt } from './build.ts'

interface MergeFlags extends CommonOptions {
  readonly out: string
}

export function addMerge(program: Command): void {
  withCommonOptions(
    program
      .command('merge')
      .argument('<parts...>', 'parts, or folders that contain them')
      .option('--out <folder>', 'the output folder', 'dist'),
  ).action((parts: string[], options: MergeFlags) =>
    run(options, async (context) => {
      const merged = await mergeParts({ parts, out: options.out }, context)
      if (options.json === true) printJson(builtToJson(merged, 'exuvia.merge/1'))
      else printBuilt(merged, context, { ...options, verb: 'merged', next: 'publish' })
    }),
  )
}
