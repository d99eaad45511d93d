import type { Finding } from '@exuvia/model'
import { dryRun } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import type { ProvenanceOutcome } from './attest-assets.ts'
import { composeNotes } from './complete-notes.ts'
import type { Intended } from './stages.ts'

/** What a publication would bring about, found out without a token and without asking GitHub. */
export interface PublicationPreview {
  readonly repository: string
  readonly tag: string
  readonly assets: readonly { readonly name: string; readonly size: number; readonly sha256: string }[]
  /** The release's text as far as it is known without GitHub, whose own part and whose last sizes are not. */
  readonly notes: string
  /** GitHub will write what comes before it. */
  readonly generated: boolean
  /** Requests that it takes, about, and the seconds that GitHub's limits make it take at least. */
  readonly requests: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  /** Whether a statement of how it was built is included, signed or not. */
  readonly provenance?: ProvenanceOutcome['state']
  readonly passed: boolean
}

/** Everything that can be said before the first request. */
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
