import type { Finding } from '@exuvia/model'
import { type PlannedAsset, dryRun, preflight } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { givenToken } from './access.ts'
import type { ProvenanceOutcome } from './attest-assets.ts'
import { aboutKept, composeNotes } from './complete-notes.ts'
import type { Intended } from './stages.ts'
import { tellEvent } from './tell-event.ts'

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
  /** What the publication would do to the release on GitHub; undefined if it was not looked at. */
  readonly remote?: RemotePreview
  /** Whether it includes a provenance statement, signed or not. */
  readonly provenance?: ProvenanceOutcome['state']
  readonly passed: boolean
}

/** The release on GitHub, and what a publication would do to it. */
export interface RemotePreview {
  readonly release: 'none' | 'draft' | 'published' | 'unknown'
  readonly url?: string
  /** By name; `remove` are files of an earlier build. */
  readonly assets: readonly PlannedAsset[]
}

/**
 * Previews a publication.
 * @param looks reads the release on GitHub too, and checks all that a publication checks before it writes; else
 *   there is no request
 */
export async function preview(
  intended: Intended,
  looks: boolean,
  context: RunContext,
): Promise<PublicationPreview> {
  const { notes, provenance } = intended
  const body = composeNotes(intended, { context })
  sayUnlessError(body.findings, context)
  const intent = { ...intended.intent, notes: body.text }
  const report = looks
    ? await preflight({
        ...intent,
        token: givenToken(context),
        signal: context.signal,
        clock: context.clock,
        onProgress: (event) => tellEvent(event, 'preflight', context),
      })
    : await dryRun(intent)
  const { release } = report.there
  const remote: RemotePreview = {
    release: report.release,
    ...(release === undefined ? {} : { url: release.url }),
    assets: report.assets,
  }
  const found = [...report.findings, ...aboutKept(intended, report, context)]
  for (const item of found) context.progress({ kind: 'finding', finding: item })
  return {
    repository: intent.repository,
    tag: intent.tag,
    assets: intent.assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    notes: body.text,
    generated: notes.generate,
    requests: report.requests,
    seconds: report.seconds,
    findings: [...intended.findings, ...body.findings, ...found],
    ...(looks ? { remote } : {}),
    ...(provenance === undefined ? {} : { provenance: provenance.mode.kind }),
    passed: report.ok,
  }
}
