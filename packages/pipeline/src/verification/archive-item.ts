import type { VerifyContext } from './digest.ts'
import { type TrustedManifest, type VerifiedItem, verifyTarball } from './item.ts'
import { verifyWheel } from './wheel-item.ts'

/** Verifies a tarball, a zip or a wheel: a wheel by its name. @throws as `verifyTarball` and `verifyWheel` */
export function verifyArchive(
  file: string,
  name: string,
  trusted: TrustedManifest | undefined,
  context: VerifyContext,
): Promise<VerifiedItem> {
  const verify = /\.whl$/i.test(file) ? verifyWheel : verifyTarball
  return verify(file, name, trusted, context)
}
