import type { Finding } from '@exuvia/model'
import { dryRun } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import type { ProvenanceOutcome } from './attest-assets.ts'
import { composeNotes } from './complete-notes.ts'
import type { Intended } from './stages.ts'

/** The effects of a publication, found without a token and without GitHub. */
export interface PublicationPreview {
  readonly repository: string
  readonly tag: string
  readonly assets: readonly { readonly name: string; readonly size: number; readonly sha256: string }[]
  /** The release's text without GitHub's own part and without the previous release's sizes. */
  readonly notes: string
  /** GitHub will write the text before it. */
  readonly generated: boolean
  /** The approximate number of requests, and the minimum seconds because of GitHub's limits. */
  readonly requests: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  /** Whether it includes a provenance statement, signed or not. */
  readonly provenance?: ProvenanceOutcome['state']
  readonly passed: boolean
}

/** Previews a publication without any request. */
export async function preview(intended: Intended, context: RunContext): Promise<PublicationPreview> {
  const { notes, provenance } = intended
  const body = composeNotes(intended, { context })
  sayUnlessError(body.findings, context)
  const intent = { ...intended.intent, notes: body.text }
  const report = await dryRun(intent)
  for (const item of report.findings) context.progress({ kind: 'finding', finding: item })
  return {
    repository: intent.repository,
    tag: intent.tag,
    assets: intent.assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    notes: body.text,
    generated: notes.generate,
    requests: report.requests,
    seconds: report.seconds,
    findings: [...intended.findings, ...body.findings, ...report.findings],
    ...(provenance === undefined ? {} : { provenance: provenance.mode.kind }),
    passed: report.ok,
  }
}
