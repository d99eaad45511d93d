import {
  type FileComparison,
  type ProvenanceReport,
  type VerifiedItem,
  type VerifyReport,
  heedProxies,
  verifySubject,
} from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, printJson, safeLine, say } from '../terminal.ts'

interface VerifyFlags extends CommonOptions {
  readonly manifest?: string
  readonly requireProvenance?: boolean
  readonly trustedRoot?: string
  readonly offline?: boolean
  readonly repo?: string
  readonly signerWorkflow?: string
  readonly sourceRef?: string
}

export function addVerify(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .argument(
        '<subject>',
        'a tarball, an SBOM, an unpacked folder, a folder of a release, or OWNER/NAME@TAG',
      )
      .option('--manifest <file>', 'compare with this manifest, from a place that you trust')
      .option('--require-provenance', 'fail if a file of a GitHub release has no attestation')
      .option(
        '--repo <owner/name>',
        'verify the attestation of a folder: the repository that it must come from',
      )
      .option('--offline', 'make no request: verify a folder by the Sigstore bundle in it')
      .option(
        '--signer-workflow <workflow>',
        'accept attestations of this workflow only: OWNER/NAME/.github/workflows/x.yml, with @refs/… or without',
      )
      .option(
        '--source-ref <ref>',
        'accept attestations of workflows that ran at this ref only: refs/tags/v1.2.0',
      )
      .option(
        '--trusted-root <file>',
        "root for attestations, as gh attestation trusted-root prints it (default: Sigstore's current root)",
      ),
  ).action((subject: string, options: VerifyFlags) =>
    run(options, async (context) => {
      const {
        manifest,
        requireProvenance,
        trustedRoot,
        offline,
        repo: repository,
        signerWorkflow,
        sourceRef,
      } = options
      heedProxies(context.env)
      const wanted = {
        manifest,
        requireProvenance,
        trustedRoot,
        offline,
        repository,
        signerWorkflow,
        sourceRef,
      }
      const report = await verifySubject(subject, wanted, context)
      if (options.json === true) printJson({ schema: 'exuvia.verify/1', ...report })
      else sayReport(report, options.quiet ?? false)
      return report.outcome !== 'differs'
    }),
  )
}

function sayReport(report: VerifyReport, quiet: boolean): void {
  // A file that matches only its own record is not proven to be intact.
  const matches = report.against === 'inside' ? paint('yellow', 'matches ') : paint('green', 'intact  ')
  for (const item of report.items) {
    const problems = problemsOf(item)
    const name = safeLine(item.name)
    if (problems.length === 0) {
      if (!quiet)
        say(
          item.kind === 'statement'
            ? `${paint('yellow', 'unsigned')} ${name}  provenance of all files; origin unproven`
            : `${matches} ${name}${item.files === 0 ? '' : `  ${item.files} files`}`,
        )
      continue
    }
    say(`${paint(['red', 'bold'], 'differs')}  ${name}`)
    for (const [what, detail] of problems) say(`    ${paint('red', what.padEnd(10))} ${safeLine(detail)}`)
  }
  if (!quiet) for (const note of report.notes) say(`${paint('yellow', 'note')}     ${safeLine(note)}`)
  if (report.provenance !== undefined) sayProvenance(report.provenance, quiet)
  if (!quiet) saySum(report)
}

/** Prints the overall result and how strong it is. */
function saySum(report: VerifyReport): void {
  const { against, checksums, intact, items, outcome } = report
  if (items.length > 1) say(paint([intact ? 'green' : 'red', 'bold'], sumOf(report)))
  if (outcome === 'not-proven') {
    const own = items.every(({ kind }) => kind === 'wheel') ? 'RECORD' : 'EXUVIA.json'
    const all = `everything matches its own ${own}, but no other file proves that one`
    say(`${paint(['yellow', 'bold'], 'not proven')}: ${all}`)
    say('    for proof: --manifest FILE from a place that you trust, or OWNER/NAME@TAG')
  }
  if (!intact || against !== 'beside') return
  const files = report.proofs === undefined ? 'the files beside it' : report.proofs.join(', ')
  say(`${paint('yellow', 'compared')} with ${safeLine(files)}: this detects damage, not tampering`)
  if (checksums !== undefined)
    say(`    for stronger proof: compare the SHA-256 of SHA256SUMS with the release's page: ${checksums}`)
}

/** Claims no more than was proven. */
function sumOf({ against, intact, items, provenance }: VerifyReport): string {
  if (!intact) return 'some files do not match'
  if (against === 'beside') {
    const hasManifest = items.some(({ name }) => name.endsWith('.manifest.json'))
    return `all files match the ${hasManifest ? 'manifest' : 'checksums'} beside them`
  }
  const isAttested = against === 'given' || provenance?.unattested.length === 0
  return `all files match the ${isAttested ? 'build' : 'release'}`
}

/** Prints who attested the files, as far as it was proven. */
function sayProvenance(
  { attested, signers, unattested, problems, notes, sbom = [] }: ProvenanceReport,
  quiet: boolean,
): void {
  for (const problem of problems) say(`${paint(['red', 'bold'], 'refused')}  ${safeLine(problem)}`)
  if (quiet) return
  for (const note of notes) say(`${paint('yellow', 'note')}     ${safeLine(note)}`)
  const total = attested.length + unattested.length
  if (attested.length === 0) {
    const what = problems.length + notes.length === 0 ? 'no attestation' : 'no verified attestation'
    say(`${paint('yellow', what)} for any of the ${total} files: origin unproven`)
    return
  }
  const some = unattested.length === 0 ? `all ${total} files` : `${attested.length} of ${total} files`
  say(`${paint('green', 'attested')} ${some}`)
  for (const { workflow, repository, commit, runUrl } of signers) {
    say(`    by       ${safeLine(workflow)}`)
    say(`    at       ${safeLine(repository)} commit ${safeLine(commit)}`)
    if (runUrl !== '') say(`    in       ${safeLine(runUrl)}`)
  }
  for (const name of unattested) say(`    without  ${safeLine(name)}`)
  if (sbom.length > 0) say(`    SBOM of  ${safeLine(sbom.join(', '))}`)
}

function problemsOf(item: VerifiedItem): [what: string, detail: string][] {
  const problems = item.problems.map((problem): [string, string] => ['', problem])
  const { comparison } = item
  if (comparison === undefined) return problems
  for (const { path, expected, actual } of comparison.changed)
    problems.push(['changed', `${path}${otherType(expected, actual)}`])
  for (const { path } of comparison.missing) problems.push(['missing', path])
  for (const path of comparison.missingFolders) problems.push(['missing', path])
  for (const { path, type } of comparison.extra) problems.push(['extra', `${path}${typeSuffix(type)}`])
  for (const { path, expected, actual } of comparison.modeChanged)
    problems.push(['mode', `${path} has ${actual}; expected ${expected}`])
  return problems
}

type Change = FileComparison['changed'][number]

/** What stands in the place of a file, if it is not one. */
function otherType({ link: wanted }: Change['expected'], { type, link }: Change['actual']): string {
  const expected = wanted === undefined ? 'file' : 'link'
  const actual = type ?? (link === undefined ? 'file' : 'link')
  if (actual !== expected) return ` is a ${actual}; expected a ${expected}`
  return actual === 'link' ? ` leads to ${link}; expected ${wanted}` : ''
}

/** Files need no word, and the path of a folder ends in a slash. */
function typeSuffix(type: Change['actual']['type']): string {
  return type === undefined || type === 'file' || type === 'folder' ? '' : ` (${type})`
}
