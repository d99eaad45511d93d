import { initProject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, printJson, safeLine, say } from '../terminal.ts'

interface InitFlags extends CommonOptions {
  readonly project?: string
  readonly workflows?: boolean
}

export function addInit(program: Command): void {
  withCommonOptions(
    program
      .command('init')
      .option(
        '--workflows',
        'write the GitHub workflows that release the project too; leaves an existing configuration unchanged',
      )
      .option('--project <folder>', 'the project (default: this folder)'),
  ).action((options: InitFlags) =>
    run(options, async (context) => {
      const written = await initProject(options.project, context, options.workflows === true)
      if (options.json === true) {
        printJson({ schema: 'exuvia.init/1', ...written })
        return
      }
      if (written.isNew)
        say(
          `${paint(['green', 'bold'], 'wrote')} ${written.file === 'exuvia.toml' ? '' : '[tool.exuvia] to '}${safeLine(written.file)}: targets ${written.targets.join(', ')}`,
        )
      else if (written.added.length > 0) {
        say(`${paint(['green', 'bold'], 'added')} to ${safeLine(written.file)}:`)
        for (const row of written.added) say(`    ${safeLine(row)}`)
      } else if (written.workflows === undefined) {
        say(`${safeLine(written.file)} lacks nothing that init would add`)
      }
      for (const file of written.workflows ?? [])
        say(`${paint(['green', 'bold'], 'wrote')} ${safeLine(file)}`)
      for (const note of written.notes) say(`    ${safeLine(note)}`)
      say(`    next: ${written.next}`)
    }),
  )
}
