import { existsSync } from 'node:fs'
import path from 'node:path'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { openSubject } from '../inspect/subject.ts'
import { type ArchiveReveal, summarizeArchive } from '../inspect/summarize.ts'
import { readReleaseFolder, statFile } from '../release/folder.ts'

/** What can be read back from a release, an archive or a folder; plain data. */
export interface InspectionSummary {
  readonly file: string
  readonly archives: readonly ArchiveReveal[]
  /** Artifacts of the release that its folder does not contain. */
  readonly missing: readonly string[]
}

/**
 * Counts per distribution what can be read back: names, texts, docstrings and line numbers.
 * @param given the folder of a release, or any archive or folder
 * @throws usage error `bad-call` for a single file, and as `openSubject` and `readReleaseFolder`
 */
export async function summarizeSubject(given: string, context: RunContext): Promise<InspectionSummary> {
  const full = path.resolve(context.cwd, given)
  const release = (await statFile(full)).isFolder ? await readReleaseFolder(full) : undefined
  if (release === undefined)
    return { file: given, archives: [await summarizeOne(given, context)], missing: [] }
  const archives: ArchiveReveal[] = []
  const missing: string[] = []
  for (const { kind, file, target } of release.manifest.artifacts) {
    // The source twin contains source alone, by its name.
    if (kind === 'source') continue
    const artifact = path.join(full, file)
    if (!existsSync(artifact)) {
      missing.push(file)
      continue
    }
    archives.push({ ...(await summarizeOne(artifact, context)), file, target })
  }
  return { file: given, archives, missing }
}

async function summarizeOne(given: string, context: RunContext): Promise<ArchiveReveal> {
  const subject = await openSubject(given, undefined, context)
  if (subject.kind === 'file') {
    throw usageError('bad-call', {
      problem: `--summary takes a release, an archive or a folder, and ${given} is a single file`,
      advice: `exuvia inspect ${given} shows what it reveals`,
    })
  }
  return summarizeArchive(given, subject, context)
}
