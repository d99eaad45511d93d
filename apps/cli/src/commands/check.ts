import { type Finding, usageError } from '@exuvia/model'
import type { SuggestedRules, checkFiles } from '@exuvia/pipeline'
import { type Command, Option } from 'commander'
import {
  type LevelFlags,
  levelOverride,
  lockedOption,
  offlineOption,
  oneOf,
  previousOption,
  wheelOption,
  withConfiguredLevel,
} from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printFindings } from '../finding-printer.ts'
import { paint, print, printJson, safeLine, say } from '../terminal.ts'

interface CheckFlags extends CommonOptions, LevelFlags {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
  readonly previous?: string
  readonly suggest?: boolean
  readonly write?: boolean
  readonly format?: Format
}

const FORMATS = ['text', 'json', 'sarif'] as const
type Format = (typeof FORMATS)[number]

export function addCheck(program: Command): void {
  withCommonOptions(
    withConfiguredLevel(program.command('check'))
      .argument('[files...]', 'tarballs or wheels from any tool (default: the project)')
      .option('--project <folder>', 'the project with the policy (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .option('--suggest', 'print the policy rules that cure what bytecode breaks')
      .addOption(
        new Option('--format <format>', 'text, json or sarif (default: text)')
          .argParser(oneOf(...FORMATS))
          .conflicts('json'),
      )
      .option('--write', 'add the suggested rules to the configuration, and check again')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption())
      .addOption(previousOption()),
  ).action((files: string[], options: CheckFlags) => {
    const format = options.format ?? (options.json === true ? 'json' : 'text')
    return run({ ...options, json: format === 'json' }, async (context) => {
      const quiet = { ...context, progress: () => undefined }
      const about = { ...options, wheels: options.wheel, override: levelOverride(options) }
      const isSuggesting = options.suggest === true || options.write === true
      if (isSuggesting && files.length > 0) {
        throw usageError('bad-call', {
          problem: '--suggest and --write are about the project, but got files',
          advice: 'exuvia check --suggest',
        })
      }
      if (isSuggesting && format === 'sarif') {
        throw usageError('bad-call', {
          problem: 'SARIF has no place for the rules of --suggest and --write',
          advice: 'exuvia check --format sarif',
        })
      }
      const suggested = isSuggesting
        ? await (await import('../checks/project.ts')).suggestCures(about, quiet)
        : undefined
      const findings =
        files.length > 0
          ? await (await import('../checks/files.ts')).checkFiles(files, filesOptions(options), quiet)
          : (suggested ?? (await (await import('../checks/project.ts')).judgeProject(about, quiet))).findings
      const errors = findings.filter(({ severity }) => severity === 'error').length
      if (format === 'sarif') {
        const { project, config } = options
        printJson(
          await (
            await import('../checks/sarif.ts')
          ).describeSarif(findings, { project, config, files }, context),
        )
      } else if (format === 'json') {
        const rules =
          suggested === undefined
            ? {}
            : { rules: suggested.rules.join('\n'), rulesForWarnings: suggested.forWarnings.join('\n') }
        printJson({ schema: 'exuvia.check/1', passed: errors === 0, findings, ...rules })
      } else {
        if (suggested !== undefined) sayRules(suggested, options.write === true)
        sayFindings(
          findings,
          errors,
          files.length === 0 ? 'the project' : files.map(safeLine).join(', '),
          options.quiet ?? false,
        )
      }
      return errors === 0
    })
  })
}

/** What the check of files takes of the options. */
function filesOptions({ project, config, previous, offline }: CheckFlags): Parameters<typeof checkFiles>[1] {
  return { project, config, previous, offline }
}

/** Rules go to stdout, for a file; what became of them does not. Those for warnings are comments there. */
function sayRules({ rules, forWarnings, file }: SuggestedRules, written: boolean): void {
  if (rules.length === 0) say('no rule needed: nothing of which Exuvia is certain breaks as bytecode')
  else {
    if (written) say(`${paint(['green', 'bold'], 'wrote')} these rules to ${safeLine(file)}:`)
    print(rules.map(safeLine).join('\n'))
  }
  if (forWarnings.length === 0) return
  const commented = forWarnings.map((line) => `# ${safeLine(line)}`.trimEnd())
  print(['', '# Rules for the warnings below, if the program needs what they name:', ...commented].join('\n'))
}

function sayFindings(findings: readonly Finding[], errors: number, subject: string, quiet: boolean): void {
  printFindings(quiet ? findings.filter(({ severity }) => severity === 'error') : findings, say)
  if (errors > 0)
    say(
      `${paint(['red', 'bold'], 'policy check failed')}: ${errors} ${errors === 1 ? 'error' : 'errors'} in ${subject}`,
    )
  else if (!quiet) say(`${paint(['green', 'bold'], 'policy check passed')} for ${subject}`)
}
