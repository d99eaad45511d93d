import { refusal } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { ReleaseFolder } from '../release/folder.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { verifying } from '../verification/digest.ts'
import { verifyRelease } from '../verification/release.ts'

/**
 * Refuses a release that `exuvia verify` would refuse: what is published is what was built, the manifest and the
 * description inside each tarball too. A folder without SHA256SUMS is compared without it, because publishing
 * writes it.
 * @throws refusal `publish-unverified` with every problem
 */
export async function checkOwn(release: ReleaseFolder, context: RunContext): Promise<void> {
  const { items } = await verifyRelease(
    release,
    undefined,
    verifying({ ...context, progress: () => undefined }),
  )
  const hasChecksums = release.files.includes(CHECKSUMS)
  const problems = items
    .filter(({ name }) => hasChecksums || name !== CHECKSUMS)
    .flatMap(({ name, problems: found }) => found.map((problem) => `${name}: ${problem}`))
  if (problems.length > 0) throw refusal('publish-unverified', { folder: release.folder, problems })
}
