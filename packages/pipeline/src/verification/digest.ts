import { existsSync } from 'node:fs'
import { ExuviaError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { describeAsset } from '../release/folder.ts'

/** The digest of a file of a release, or why it has none. */
export type FileDigest =
  | { readonly sha256: string; readonly problem?: undefined }
  | { readonly sha256?: undefined; readonly problem: string }

/** The digests of the files that one verification reads, each of them once. */
export interface Digests {
  /** Undefined if the file does not exist. A folder, pipe or device is a problem, and never opened to wait. */
  readonly of: (file: string) => Promise<FileDigest | undefined>
  /** Takes a digest that another reader of the whole file computed. */
  readonly know: (file: string, sha256: string) => void
}

/** What verifying needs besides a run. */
export interface VerifyContext extends RunContext {
  readonly digests: Digests
}

/** Starts one verification. */
export function verifying(context: RunContext): VerifyContext {
  const known = new Map<string, Promise<FileDigest | undefined>>()
  return {
    ...context,
    digests: {
      of(file) {
        const digest = known.get(file) ?? digestOfFile(file, context.signal)
        known.set(file, digest)
        return digest
      },
      know: (file, sha256) => known.set(file, Promise.resolve({ sha256 })),
    },
  }
}

async function digestOfFile(file: string, signal: AbortSignal): Promise<FileDigest | undefined> {
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
