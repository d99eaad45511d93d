import path from 'node:path'
import {
  type BenchStartReport,
  type MeasuredTarball,
  type RunContext,
  START_COLUMNS,
  benchStart,
  tabulateStart,
} from '@exuvia/pipeline'
import type { Command } from 'commander'
import { lockedOption, offlineOption, repeatable, wheelOption, wholeNumber } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { columns, paint, paintOut, print, printJson, safeLine, say } from '../terminal.ts'

interface BenchFlags extends CommonOptions {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
  readonly command: readonly string[]
  readonly runs: number
  readonly timeout?: number
}

export function addBench(program: Command): void {
  const bench = program.command('bench').helpCommand(false)
  withCommonOptions(
    bench
      .command('start')
      .description('measure how long the commands take to start, from source and as packed')
      .argument('[tarballs...]', "tarballs of the project (default: those of the project's last build)")
      .option('--project <folder>', 'the project, for the source (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption())
      .addOption(repeatable('--command <name>', 'measure only this command; repeatable', 'all'))
      .option('--runs <n>', 'runs of each form that count', wholeNumber(5, 1000), 15)
      .option(
        '--timeout <seconds>',
        'the time for each run (default: try.timeout, 60)',
        wholeNumber(1, 3600),
      ),
  ).action((tarballs: string[], options: BenchFlags) =>
    run(options, async (context) => {
      const { wheel: wheels, command: commands } = options
      const report = await benchStart({ ...options, wheels, commands, tarballs }, context)
      if (options.json === true) printJson({ schema: 'exuvia.bench-start/1', ...report })
      else sayReport(report, context)
      return report.tarballs.some(({ kind }) => kind === 'measured')
    }),
  )
}

function sayReport({ tarballs, written }: BenchStartReport, { cwd }: RunContext): void {
  print(tarballs.map(formatTarball).join('\n\n'))
  const measured = tarballs.filter(({ kind }) => kind === 'measured').length
  if (measured === 0) say(`${paint(['yellow', 'bold'], 'not measured')}: nothing ran`)
  for (const file of written) {
    say(`${paint('bold', 'written')} ${safeLine(path.relative(cwd, file))}; "exuvia report" shows it`)
  }
  if (measured > 0 && written.length === 0) {
    say(`${paint('bold', 'not written')}: no manifest beside the tarball names it`)
  }
}

function formatTarball(tarball: MeasuredTarball): string {
  const name = paintOut('bold', safeLine(path.basename(tarball.file)))
  if (tarball.kind === 'not-measured') return `${name}: not measured: ${safeLine(tarball.reason)}`
  return tabulateStart({ artifacts: [tarball.times] })
    .flatMap(({ where, rows, unmeasured }) => {
      const cells = rows.map(({ command, form, median, spread }, index) => [
        command === rows[index - 1]?.command ? '' : safeLine(command),
        form,
        median.padStart(10),
        safeLine(spread),
      ])
      return [
        `${name} (${safeLine(where)})`,
        columns([START_COLUMNS.map((title) => title.toLowerCase()), ...cells]),
        ...unmeasured.map(safeLine),
      ]
    })
    .join('\n')
}
