import { type ReleaseTrial, usageError } from '@exuvia/model'
import { type RunContext, type TryReport, tryProjectWays, tryTarballs } from '@exuvia/pipeline'
import path from 'node:path'
import type { Command } from 'commander'
import { lockedOption, offlineOption, repeatable, wheelOption, wholeNumber } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, print, printJson, safeLine, say } from '../terminal.ts'
import { formatWays } from '../format-ways.ts'

interface TryFlags extends CommonOptions {
  readonly project?: string
  readonly version?: string
  readonly wheel: readonly string[]
  readonly locked?: boolean
  readonly offline?: boolean
  readonly timeout?: number
  readonly ways?: boolean
  readonly target: readonly string[]
}

export function addTry(program: Command): void {
  withCommonOptions(
    program
      .command('try')
      .argument('[tarballs...]', "tarballs of the project (default: those of the project's last build)")
      .option('--project <folder>', 'the project, for the source (default: this folder)')
      .option('--version <version>', 'the version, if the project does not define one')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption())
      .option(
        '--timeout <seconds>',
        'the time for each import and each command (default: try.timeout, 60)',
        wholeNumber(1, 3600),
      )
      .option('--ways', 'run the project from source and in every way it can ship')
      .addOption(repeatable('--target <target>', 'with --ways: run only this target; repeatable', 'all')),
  ).action((tarballs: string[], options: TryFlags) =>
    run(options, async (context) => {
      if (options.ways === true) return tryWays(tarballs, options, context)
      if (options.target.length > 0) {
        throw usageError('bad-call', {
          problem: '--target chooses what --ways runs; a tarball has its target',
          advice: 'exuvia try --ways --target cp312-any',
        })
      }
      const report = await tryTarballs({ ...options, wheels: options.wheel, tarballs }, context)
      if (options.json === true) printJson({ schema: 'exuvia.try/1', ...report })
      else sayReport(report)
      return report.passed
    }),
  )
}

/** Ways need the source, which a tarball lacks: they are those of the project. */
async function tryWays(
  tarballs: readonly string[],
  options: TryFlags,
  context: RunContext,
): Promise<boolean> {
  if (tarballs.length > 0) {
    throw usageError('bad-call', {
      problem: '--ways runs the project, because tarballs lack its source, but got tarballs',
      advice: 'exuvia try --ways --project FOLDER',
    })
  }
  const report = await tryProjectWays({ ...options, wheels: options.wheel, targets: options.target }, context)
  if (options.json === true) printJson({ schema: 'exuvia.try-ways/1', ...report })
  else {
    print(formatWays(report))
    const { passed, targets } = report
    sayEnd(passed, targets.filter(({ kind }) => kind === 'tried').length, targets.length, 'targets')
  }
  return report.passed
}

function sayReport({ passed, tarballs }: TryReport): void {
  for (const { file, result, findings } of tarballs) {
    const errors = findings.filter(({ severity }) => severity === 'error').length
    print(`${safeLine(path.basename(file))}: ${inWords(result, errors)}`)
  }
  const tried = tarballs.filter(({ result }) => result.kind === 'tried').length
  sayEnd(passed, tried, tarballs.length, 'tarballs')
}

function sayEnd(passed: boolean, tried: number, all: number, what: 'tarballs' | 'targets'): void {
  if (tried === 0) say(`${paint(['yellow', 'bold'], 'not tried')}: nothing ran`)
  else if (passed) say(`${paint(['green', 'bold'], 'trial passed')} for ${tried} of ${all} ${what}`)
  else say(paint(['red', 'bold'], 'trial failed'))
}

function inWords(result: ReleaseTrial, errors: number): string {
  if (result.kind === 'not-tried') return `not tried: ${result.reason}`
  const { modules, commands, unknown, toolchain, version, network } = result
  const worked = [`${modules} modules and ${commands} commands work`]
  if (errors > 0) worked.push(`${errors} fail and work from source`)
  if (unknown.length > 0) worked.push(`${unknown.length} unknown`)
  const where = `${toolchain === 'native' ? '' : 'embedded '}Python ${version}`
  return `${worked.join(', ')} (${where}, network ${network === 'off' ? 'off' : 'not blocked'})`
}
