import {
  type ProvenanceReport,
  type VerifiedItem,
  type VerifyReport,
  heedProxies,
  verifySubject,
} from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, printJson, safe, say } from '../terminal.ts'

interface VerifyFlags extends CommonOptions {
  readonly manifest?: string
  readonly requireProvenance?: boolean
  readonly trustedRoot?: string
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
      )
      .option('--require-provenance', 'refuse files of a GitHub release that no attestation vouches for')
      .option(
        '--trusted-root <file>',
        "verify attestations by this root, instead of Sigstore's as it is now (gh attestation trusted-root)",
      ),
  ).action((subject: string, options: VerifyFlags) =>
    run(options, async (context) => {
      const { manifest, requireProvenance, trustedRoot } = options
      heedProxies(context.env)
      const report = await verifySubject(subject, { manifest, requireProvenance, trustedRoot }, context)
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
        say(
          item.kind === 'statement'
            ? `${paint('yellow', 'unsigned')} ${name}  says how all files were built, and nobody vouches for it`
            : `${paint('green', 'intact')}   ${name}${item.files === 0 ? '' : `  ${item.files} files`}`,
        )
      continue
    }
    say(`${paint(['red', 'bold'], 'differs')}  ${name}`)
    for (const [what, detail] of problems) say(`    ${paint('red', what.padEnd(10))} ${safe(detail)}`)
  }
  if (!quiet) for (const note of report.notes) say(`${paint('yellow', 'note')}     ${safe(note)}`)
  if (report.provenance !== undefined) sayProvenance(report.provenance, quiet)
  if (!quiet) saySum(report)
}

/** What it comes to, and what that rests on. */
function saySum(report: VerifyReport): void {
  const { against, checksums, intact, items } = report
  if (items.length > 1) say(paint([intact ? 'green' : 'red', 'bold'], sumOf(report)))
  if (!intact || (against !== 'inside' && against !== 'beside')) return
  const what = against === 'inside' ? 'its own EXUVIA.json' : 'what lies beside it'
  say(
    `${paint('yellow', 'compared')} with ${what}: that shows damage, but whoever can change files can change it too`,
  )
  if (against === 'inside')
    say('    to prove more: --manifest FILE from a place you trust, or OWNER/NAME@TAG')
  else if (checksums !== undefined)
    say(`    to prove more: the release's page tells the SHA-256 of SHA256SUMS, which is here ${checksums}`)
}

/** No more than what was proven. */
function sumOf({ against, intact, provenance }: VerifyReport): string {
  if (!intact) return 'not as it was built'
  if (against === 'beside') return 'everything is as the files beside it say'
  const isAttested = against === 'given' || provenance?.unattested.length === 0
  return `everything is as it was ${isAttested ? 'built' : 'published'}`
}

/** Who vouches for the files, as far as it was proven. */
function sayProvenance(
  { attested, signers, unattested, problems, notes }: ProvenanceReport,
  quiet: boolean,
): void {
  for (const problem of problems) say(`${paint(['red', 'bold'], 'refused')}  ${safe(problem)}`)
  if (quiet) return
  for (const note of notes) say(`${paint('yellow', 'note')}     ${safe(note)}`)
  const total = attested.length + unattested.length
  if (attested.length === 0) {
    const what = problems.length + notes.length === 0 ? 'no attestation' : 'no verified attestation'
    say(`${paint('yellow', what)} of any of the ${total} files: nobody vouches for who built them`)
    return
  }
  const some = unattested.length === 0 ? `all ${total} files` : `${attested.length} of ${total} files`
  say(`${paint('green', 'attested')} ${some}`)
  for (const { workflow, repository, commit, runUrl } of signers) {
    say(`    by       ${safe(workflow)}`)
    say(`    at       ${safe(repository)} commit ${safe(commit)}`)
    if (runUrl !== '') say(`    in       ${safe(runUrl)}`)
  }
  for (const name of unattested) say(`    without  ${safe(name)}`)
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
