import type { RunContext } from '../context.ts'
import { attestAssets } from './attest-assets.ts'
import { completeNotes } from './complete-notes.ts'
import type { Attested, Intended, Permitted } from './stages.ts'

/**
 * Permitted → Attested: completes the text with what only GitHub knows, and signs and stores the
 * provenance before anything is public, so that no release is ever without it.
 * @param scratch a folder for files that are written for the release alone
 */
export async function attest(
  { intended, remote, token }: Permitted<Intended>,
  scratch: string,
  context: RunContext,
): Promise<Attested> {
  const intent = await completeNotes(intended, remote, context)
  const { provenance } = intended
  if (provenance === undefined) return attested({ intent, token, provenance })
  const { outcome, bundles } = await attestAssets(provenance, intent, token, scratch, context)
  return attested({
    intent: { ...intent, assets: [...intent.assets, ...bundles] },
    token,
    provenance: outcome,
  })
}

function attested(parts: Pick<Attested, 'intent' | 'token' | 'provenance'>): Attested {
  // The mark is only a type, and only this function sets it.
  return parts as unknown as Attested
}
