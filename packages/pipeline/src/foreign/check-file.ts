import { open } from 'node:fs/promises'
import path from 'node:path'
import { type Config, type Finding, type PolicyConfig, usageError } from '@exuvia/model'
import { judgeForeign } from '@exuvia/policy'
import { readHeads } from '../release/archive-files.ts'
import type { RunContext } from '../context.ts'
import { describesArchive, foreignContext } from './context.ts'
import { statFile } from '../release/folder.ts'

/** Judges finished files by a policy, anyone who made them. */
export async function checkGiven(
  files: readonly string[],
  policy: PolicyConfig | undefined,
  context: RunContext,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const given of files) {
    const file = path.resolve(context.cwd, given)
    context.signal.throwIfAborted()
    findings.push(
      ...(isArchiveName(file) ? await checkArchive(file, policy) : await checkLooseFile(file, policy)),
    )
  }
  return findings
}

/** Whether a file name is that of an archive which can be judged. */
export function isArchiveName(name: string): boolean {
  return /\.(?:tar|tar\.gz|tgz|whl|zip|egg|pyz)$/i.test(name)
}

/** The policy that a project wrote down; undefined if it has no config, and the archive's own record holds. */
export function writtenPolicy(config: Config): PolicyConfig | undefined {
  return config.file === undefined ? undefined : config.policy
}

/** Bytes; a METADATA, RECORD or EXUVIA.json that is larger is refused. */
const MAX_METADATA_BYTES = 64 * 1024 * 1024

/** Judges a finished tarball or wheel by a policy, anyone who made it. */
async function checkArchive(file: string, policy: PolicyConfig | undefined): Promise<readonly Finding[]> {
  await refuseFolder(file)
  const texts = new Map<string, string>()
  const files = await readHeads(file, undefined, {
    most: (entry) => (describesArchive(entry) ? MAX_METADATA_BYTES : undefined),
    take: (entry, bytes) => texts.set(entry, bytes.toString('utf8')),
  })
  return judgeForeign(policy, files, foreignContext(path.basename(file), texts))
}

/** Judges a single file that is included with a release: Python files are what a policy is about. */
async function checkLooseFile(file: string, policy: PolicyConfig | undefined): Promise<readonly Finding[]> {
  const size = await refuseFolder(file)
  const head = await readHead(file)
  return judgeForeign(policy, [{ path: path.basename(file), size, executable: false, head }], {
    artifact: path.basename(file),
  })
}

async function refuseFolder(file: string): Promise<number> {
  const { size, isFolder } = await statFile(file)
  if (isFolder) {
    throw usageError('not-a-file', { file })
  }
  return size
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(128), length: 128 })
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
