import { type Explained, type Explanation, explainPath } from '@exuvia/pipeline'
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
import { formatFinding, indent, paintOut, print, printJson, safeLine, say } from '../terminal.ts'

interface ExplainFlags extends CommonOptions, LevelFlags {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
}

export function addExplain(program: Command): void {
  withCommonOptions(
    withConfiguredLevel(program.command('explain'))
      .argument('<path>', 'a path in the project or tarball, or a module: tidemark.cli')
      .option('--project <folder>', 'the project (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption()),
  ).action((path: string, options: ExplainFlags) =>
    run(options, async (context) => {
      const explanation = await explainPath(
        path,
        { ...options, wheels: options.wheel, override: levelOverride(options) },
        { ...context, progress: () => undefined },
      )
      if (options.json === true) {
        printJson({ schema: 'exuvia.explain/1', ...explanation })
        return
      }
      for (const note of explanation.notes) say(formatFinding(note))
      for (const one of [explanation, ...explanation.others]) printExplained(one)
      for (const sentence of explanation.accepted) print(indent(safeLine(sentence)))
      print(`project read from ${readFrom(explanation.reading)}`)
    }),
  )
}

function readFrom({ from, wheels }: Explanation['reading']): string {
  if (from === 'static') return 'its files'
  const which = { given: 'given', built: 'just built', remembered: 'of the last build' }[from]
  return `${wheels.length === 1 ? 'its wheel' : 'its wheels'} (${which}): ${wheels.map(safeLine).join(', ')}`
}

function printExplained(explanation: Explained): void {
  const where = explanation.targets.length === 0 ? '' : `; ${explanation.targets.join(', ')}`
  print(`${paintOut('bold', safeLine(explanation.path))}  (${safeLine(explanation.distribution)}${where})`)
  print(
    `ships as ${paintOut('bold', explanation.decision.ship)}, by ${safeLine(explanation.decision.rule)}: ${safeLine(explanation.decision.reason)}`,
  )
  const { level } = explanation.decision
  if (level !== undefined) {
    const { optimize, docstrings, by } = level
    print(
      `optimize ${paintOut('bold', String(optimize))}, by ${safeLine(by.optimize.rule)}: ${safeLine(by.optimize.reason)}`,
    )
    print(
      `docstrings ${paintOut('bold', docstrings)}, by ${safeLine(by.docstrings.rule)}: ${safeLine(by.docstrings.reason)}`,
    )
  }
  for (const { rule, text, outcome, because } of explanation.considered) {
    const mark =
      outcome === 'decided' ? paintOut('green', 'decided') : paintOut('dim', outcome.replace('-', ' '))
    print(
      indent(
        `${mark}  ${safeLine(rule)}  ${safeLine(text)}${because === '' ? '' : `: ${safeLine(because)}`}`,
      ),
    )
  }
}
