import { type VerifiedItem, type VerifyReport, verifySubject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, printJson, safe, say } from '../terminal.ts'

interface VerifyFlags extends CommonOptions {
  readonly manifest?: string
}

export function addVerify(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .description('compare every file with what was built')
      .argument(
        '<subject>',
        'a tarball, the folder it was unpacked to, a folder with a release, or OWNER/NAME@TAG',
      )
      .option(
        '--manifest <file>',
        'compare with this manifest, from a place you trust, instead of the one inside',
      ),
  ).action((subject: string, options: VerifyFlags) =>
    run(options, async (context) => {
      const report = await verifySubject(subject, { manifest: options.manifest }, context)
      if (options.json === true) printJson({ schema: 'exuvia.verify/1', ...report })
      else sayReport(report, options.quiet ?? false)
      return report.intact
    }),
  )
}

function sayReport(report: VerifyReport, quiet: boolean): void {
  for (const item of report.items) {
    const problems = problemsOf(item)
    const name = safe(item.name)
    if (problems.length === 0) {
      if (!quiet)
        say(`${paint('green', 'intact')}   ${name}${item.files === 0 ? '' : `  ${item.files} files`}`)
      continue
    }
    say(`${paint(['red', 'bold'], 'differs')}  ${name}`)
    for (const [what, detail] of problems) say(`    ${paint('red', what.padEnd(10))} ${safe(detail)}`)
  }
  if (!quiet && report.items.length > 1) {
    say(
      report.intact
        ? paint(['green', 'bold'], 'everything is as it was built')
        : paint(['red', 'bold'], 'not as it was built'),
    )
  }
}

function problemsOf(item: VerifiedItem): [what: string, detail: string][] {
  const problems = item.problems.map((problem): [string, string] => ['', problem])
  const { comparison } = item
  if (comparison === undefined) return problems
  for (const what of ['changed', 'missing', 'extra'] as const) {
    for (const { path } of comparison[what]) problems.push([what, path])
  }
  for (const { path } of comparison.modeChanged) problems.push(['executable', path])
  return problems
}
