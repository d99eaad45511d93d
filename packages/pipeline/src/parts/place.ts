import { copyFile, link } from 'node:fs/promises'
import { type Asset, refusal, systemErrorCode } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { describeAsset } from '../release/folder.ts'

/** Hard-links a tarball, or copies it if the parts are on another disk, and verifies the copy. */
export async function place(
  from: string,
  to: Pick<Asset, 'path' | 'sha256'>,
  context: RunContext,
): Promise<void> {
  try {
    await link(from, to.path)
  } catch (error) {
    const code = systemErrorCode(error) ?? ''
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES'].includes(code)) throw error
    await copyFile(from, to.path)
    const { sha256 } = await describeAsset(to.path, context.signal)
    if (sha256 !== to.sha256) {
      throw refusal('part-changed', { file: from })
    }
  }
}
