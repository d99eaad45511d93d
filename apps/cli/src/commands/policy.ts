import { diffPolicy } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { formatShipping } from '../format-shipping.ts'
import { offlineOption } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { print, printJson } from '../terminal.ts'

interface DiffFlags extends CommonOptions {
  readonly project?: string
  readonly offline?: boolean
  readonly exitCode?: boolean
  readonly all?: boolean
}

export function addPolicy(program: Command): void {
  const policy = program.command('policy').helpCommand(false)
  withCommonOptions(
    policy
      .command('diff')
      .description('show which files, distributions and licences ship otherwise')
      .argument(
        '<old>',
        'a commit (HEAD~1), a configuration, a manifest, a release or its folder, OWNER/NAME@TAG',
      )
      .argument('[new]', 'the same; default: the project as it is')
      .option('--project <folder>', 'the project (default: this folder)')
      .addOption(offlineOption())
      .option('--all', 'print every path')
      .option('--exit-code', 'exit with 1 unless both sides are known to be the same'),
  ).action((old: string, now: string | undefined, options: DiffFlags) =>
    run(options, async (context) => {
      const { project, config, offline } = options
      const difference = await diffPolicy(old, now, { project, config, offline }, context)
      if (options.json === true) printJson({ schema: 'exuvia.policy-diff/1', ...difference })
      else for (const line of formatShipping(difference, options.all === true)) print(line)
      return options.exitCode !== true || difference.outcome === 'same'
    }),
  )
}
