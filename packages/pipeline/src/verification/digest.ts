import { existsSync } from 'node:fs'
import { ExuviaError } from '@exuvia/model'
import { describeAsset } from '../release/folder.ts'

/** The digest of a file of a release, or why it has none. */
export type FileDigest =
  | { readonly sha256: string; readonly problem?: undefined }
  | { readonly sha256?: undefined; readonly problem: string }

/** Reads a file's digest; undefined if it does not exist. A folder, pipe or device is a problem, and never opened to wait. */
export async function digestOfFile(file: string, signal: AbortSignal): Promise<FileDigest | undefined> {
  if (!existsSync(file)) return undefined
  try {
    const { sha256 } = await describeAsset(file, signal)
    return { sha256 }
  } catch (error) {
    if (error instanceof ExuviaError && error.code === 'not-a-file')
      return { problem: 'it is not a regular file' }
    throw error
  }
}
