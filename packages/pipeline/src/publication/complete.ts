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
 * Completes the permitted intent with the built files and the digests from writing them and reading
 * them back. Does not read the notes again, and sends no request.
 * @param scratch an empty folder for files that are only for the release
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
  // The mark is only a type; `intend` sets it too.
  const intended = {
    request,
    intent: { ...intent, assets },
    notes: { ...notes, manifest: release.manifest },
    provenance,
    findings: [...findings, ...beside],
  } as unknown as Intended
  return permitMade(permitted, intended, context)
}
