import type { Release } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { listOthers } from '../release/folder.ts'
import { sayUnlessError } from '../say.ts'
import { joinAssets } from './assets.ts'
import { unlisted } from './gather.ts'
import { permitMade } from './permit.ts'
import { planProvenance } from './provenance.ts'
import type { Intended, IntendedBuild, Permitted } from './stages.ts'

/**
 * What was permitted before a build, with the files that it made, by the digests that they had when they
 * were written and read back. Neither the notes are read again nor the remote is asked again.
 * @param scratch an empty folder for files that are written for the release alone
 * @throws as `permit`
 */
export async function complete(
  permitted: Permitted<IntendedBuild>,
  release: Release,
  scratch: string,
  context: RunContext,
): Promise<Permitted<Intended>> {
  const { request, intent, notes, mode, loose, findings } = permitted.intended
  const paths = loose.map((asset) => asset.path)
  const beside = unlisted({ folder: release.folder, others: await listOthers(release) }, paths)
  sayUnlessError(beside, context)
  const about = { project: request.project, ...intent }
  const provenance = mode === undefined ? undefined : planProvenance(mode, release, paths, about, context)
  const assets = await joinAssets(release.assets, loose, provenance, scratch, context.signal)
  // The mark is a type only; `intend` gives it too.
  const intended = {
    request,
    intent: { ...intent, assets },
    notes: { ...notes, manifest: release.manifest },
    provenance,
    findings: [...findings, ...beside],
  } as unknown as Intended
  return permitMade(permitted, intended, context)
}
