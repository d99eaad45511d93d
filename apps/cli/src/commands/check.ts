import type { Finding } from '@exuvia/model'
import { checkFiles, judgeProject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import {
  type LevelFlags,
  levelOverride,
  lockedOption,
  offlineOption,
  wheelOption,
  withConfiguredLevel,
} from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { formatFinding, paint, printJson, safeLine, say } from '../terminal.ts'

interface CheckFlags extends CommonOptions, LevelFlags {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
}

export function addCheck(program: Command): void {
  withCommonOptions(
    withConfiguredLevel(program.command('check'))
      .argument('[files...]', 'tarballs or wheels from any tool (default: the project)')
      .option('--project <folder>', 'the project with the policy (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption()),
  ).action((files: string[], options: CheckFlags) =>
    run(options, async (context) => {
      const quiet = { ...context, progress: () => undefined }
      const findings =
        files.length > 0
          ? await checkFiles(files, { project: options.project, config: options.config }, quiet)
          : (
              await judgeProject(
                { ...options, wheels: options.wheel, override: levelOverride(options) },
                quiet,
              )
            ).findings
      const errors = findings.filter(({ severity }) => severity === 'error').length
      if (options.json === true) printJson({ schema: 'exuvia.check/1', passed: errors === 0, findings })
      else
        sayFindings(
          findings,
          errors,
          files.length === 0 ? 'the project' : files.map(safeLine).join(', '),
          options.quiet ?? false,
        )
      return errors === 0
    }),
  )
}

function sayFindings(findings: readonly Finding[], errors: number, subject: string, quiet: boolean): void {
  for (const item of findings) if (!quiet || item.severity === 'error') say(formatFinding(item))
  if (errors > 0)
    say(
      `${paint(['red', 'bold'], 'policy check failed')}: ${errors} ${errors === 1 ? 'error' : 'errors'} in ${subject}`,
    )
  else if (!quiet) say(`${paint(['green', 'bold'], 'policy check passed')} for ${subject}`)
}
