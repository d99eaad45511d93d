import type { RunContext } from '../context.ts'
import { attestAssets } from './attest-assets.ts'
import { completeNotes } from './complete-notes.ts'
import type { Attested, Intended, Permitted } from './stages.ts'

/**
 * Permitted → Attested: completes the text with what only GitHub knows, and signs and stores the
 * provenance before anything is public, so that no release is ever without it.
 */
export async function attest(
  { intended, remote, token }: Permitted<Intended>,
  context: RunContext,
): Promise<Attested> {
  const intent = await completeNotes(intended, remote, context)
  const provenance =
    intended.provenance === undefined
      ? undefined
      : await attestAssets(intended.provenance, intent, token, context)
  // The mark is only a type, and only this function sets it.
  return { intent, token, provenance } as unknown as Attested
}
