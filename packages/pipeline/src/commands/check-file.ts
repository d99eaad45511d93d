import { open } from 'node:fs/promises'
import path from 'node:path'
import type { Finding, PolicyConfig } from '@exuvia/model'
import { judgeForeign } from '@exuvia/policy'
import { readHeads } from '../archive-files.ts'
import { loadConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { statFile } from './release-folder.ts'

/** Judges finished files by the policy of a project's config, or by the presets' default where there is none. */
export async function checkFiles(
  files: readonly string[],
  options: { readonly project?: string | undefined; readonly config?: string | undefined },
  context: RunContext,
): Promise<readonly Finding[]> {
  const root = path.resolve(context.cwd, options.project ?? '.')
  const { policy } = await loadConfig(
    root,
    options.config === undefined ? undefined : path.resolve(context.cwd, options.config),
  )
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

/** Judges a finished tarball or wheel by a policy, whoever made it. */
export async function checkArchive(file: string, policy: PolicyConfig): Promise<readonly Finding[]> {
  await statFile(file)
  const name = path.basename(file)
  const files = await readHeads(file, undefined)
  return judgeForeign(policy, files, { artifact: name })
}

/** Judges a single file that goes along with a release: Python files are what a policy is about. */
export async function checkLooseFile(file: string, policy: PolicyConfig): Promise<readonly Finding[]> {
  const { size } = await statFile(file)
  const head = await readHead(file)
  return judgeForeign(policy, [{ path: path.basename(file), size, executable: false, head }], {
    artifact: path.basename(file),
  })
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
