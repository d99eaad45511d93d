import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { addAll, type Config, type Finding, compareText, finding, refusal, usageError } from '@exuvia/model'
import { MAX_ASSET_BYTES } from '@exuvia/publisher'
import { judgeRuleDates } from '@exuvia/policy'
import { checkGiven, givenPolicy } from '../foreign/check-file.ts'
import {
  type ReleaseFolder,
  readReleaseFolder,
  readReleaseOf,
  refusePart,
  refuseUnbuilt,
  statFile,
} from '../release/folder.ts'
import type { RunContext } from '../context.ts'
import { todayOf } from '../stages/today.ts'
import type { Intent } from './describe.ts'

/** The contents of the given paths. */
export interface Gathered {
  readonly releases: readonly ReleaseFolder[]
  /** Absolute paths of files that belong to no release. */
  readonly loose: readonly string[]
  /** Entries of a given folder that are not files, and why they are left out. */
  readonly skipped: ReadonlyMap<string, string>
}

/** Sorts the user's paths into releases and additional files. */
export async function gather(paths: readonly string[], context: RunContext): Promise<Gathered> {
  const releases: ReleaseFolder[] = []
  const loose: string[] = []
  const skipped = new Map<string, string>()
  for (const given of paths) {
    const full = path.resolve(context.cwd, given)
    refuseUnbuilt(full, given)
    const { isFolder, isFile } = await statFile(full)
    // Reading a pipe would wait for a writer.
    if (!isFolder && !isFile) throw usageError('not-a-file', { file: given })
    refusePart(full)
    if (!isFolder) {
      if (full.endsWith('.manifest.json')) releases.push(await readReleaseOf(full))
      else loose.push(full)
      continue
    }
    const release = await readReleaseFolder(full)
    if (release !== undefined) {
      releases.push(release)
      continue
    }
    const entries = await readdir(full, { withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    if (files.length === 0) {
      throw usageError('empty-folder', { folder: given })
    }
    addAll(
      loose,
      files.map((entry) => path.join(full, entry.name)),
    )
    for (const entry of entries) {
      if (!entry.isFile()) skipped.set(path.join(given, entry.name), whySkipped(entry))
    }
  }
  const inReleases = new Set(
    releases.flatMap(({ folder, files }) => files.map((file) => path.join(folder, file))),
  )
  return {
    releases,
    loose: [...new Set(loose)].filter((file) => !inReleases.has(file)).sort(compareText),
    skipped,
  }
}

function whySkipped(entry: Dirent): string {
  if (entry.isDirectory()) return 'a release contains files, not folders'
  if (entry.isSymbolicLink()) return 'it is a link; give it as a path of its own to publish what it leads to'
  return 'it is a pipe, socket or device'
}

/** Judges files that no build has judged, and reports files that are not published. */
export async function judgeGathered(
  { releases, loose, skipped }: Gathered,
  config: Config,
  context: RunContext,
): Promise<Finding[]> {
  const judged = await checkGiven(loose, givenPolicy(config), context)
  const ended = loose.length === 0 ? [] : judgeRuleDates(config, todayOf(context.env))
  return [
    ...ended,
    ...judged.map(refusedUncommitted),
    ...releases.flatMap((release) => unlisted(release, loose)),
    ...[...skipped].map(([name, reason]) => finding('file-skipped', 'warning', { path: name }, { reason })),
  ]
}

/** A tarball without its manifest is refused as the whole release is. */
function refusedUncommitted(item: Finding): Finding {
  return item.code === 'uncommitted-files'
    ? { ...item, code: 'publish-uncommitted', severity: 'error' }
    : item
}

/** Reports files beside a release that are not part of it, because Exuvia does not publish them. */
export function unlisted(
  { folder, others }: Pick<ReleaseFolder, 'folder' | 'others'>,
  loose: readonly string[],
): Finding[] {
  return others
    .filter((name) => !loose.includes(path.join(folder, name)))
    .map((name) =>
      finding(
        'file-skipped',
        'warning',
        { path: name },
        { reason: 'the manifest does not name it; give it as a path of its own to publish it too' },
      ),
    )
}

/**
 * Refuses files that GitHub does not take, before anything reads them.
 * @throws refusal `publish-preflight` with all of them
 */
export async function refuseTooLarge(
  { releases, loose }: Gathered,
  { repository, tag }: Pick<Intent, 'repository' | 'tag'>,
): Promise<void> {
  const own = releases.flatMap(({ folder, files }) => files.map((file) => path.join(folder, file)))
  const findings: Finding[] = []
  for (const file of [...own, ...loose]) {
    const size = await statFile(file).then(
      (stats) => stats.size,
      // The code that reads the file explains why it cannot.
      () => 0,
    )
    if (size < MAX_ASSET_BYTES) continue
    findings.push(finding('publish-asset-too-large', 'error', { artifact: path.basename(file) }, { size }))
  }
  if (findings.length === 0) return
  throw refusal('publish-preflight', { repository, tag }, { findings })
}

/** @throws usage error `several-manifests` */
export function refuseSeveral(manifestFiles: readonly string[]): void {
  if (manifestFiles.length < 2) return
  throw usageError('several-releases', { count: manifestFiles.length, files: manifestFiles })
}
