import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { KeptSegments } from '@exuvia/archiver'
import { addKinds } from '@exuvia/bytecode'
import {
  type ArtifactSizes,
  type Checked,
  type Compiled,
  type Finding,
  type InnerSize,
  type ManifestFile,
  type TargetContents,
  addAll,
  compareText,
  refusal,
} from '@exuvia/model'
import { innerFits } from '@exuvia/files'
import type { KeptResults } from '@exuvia/project'
import { judgePacked, packedLeaks } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { checkGiven, givenPolicy } from '../foreign/check-file.ts'
import type { ReadBack } from '../release/archive-files.ts'
import { writtenDiffers } from '../release/write-proven.ts'
import type { HashedEntry, KnownFacts } from './entries.ts'
import type { PlainTexts } from './notices.ts'

/** What the writers of a release's files share. */
export interface Packer {
  readonly compiled: Compiled
  readonly folder: string
  readonly context: RunContext
  /** Known facts about entries by content key, shared by all targets. */
  readonly known: KnownFacts
  /** Licence texts by digest, shared too. */
  readonly texts: PlainTexts
  /** Compressed pieces of earlier archives. */
  readonly segments: KeptSegments
  /** Facts about the entries of earlier archives. */
  readonly results: KeptResults
}

/**
 * Accepts a file only if the disk returns the written bytes, and every file in it is the one that was
 * hashed before.
 * @throws outside error `written-differs`; refusal `changed-while-packing`
 */
export function checkReadBack(
  hashed: readonly Pick<HashedEntry, 'path' | 'sha256'>[],
  written: { readonly sha256: string },
  found: ReadBack,
  file: string,
): void {
  if (found.sha256 !== written.sha256) throw writtenDiffers(file)
  const packed = new Map(found.files.map((entry) => [entry.path, entry.sha256]))
  for (const entry of hashed) {
    if (packed.get(entry.path) !== entry.sha256) {
      throw refusal('changed-while-packing', { path: entry.path, file })
    }
  }
}

/** @param checked what the file may contain */
export async function judgeAgain(
  { folder, context }: Packer,
  checked: Checked,
  contents: TargetContents | undefined,
  file: string,
  {
    found,
    packed,
    hashed,
  }: {
    readonly found: ReadBack
    readonly packed: number
    readonly hashed: readonly HashedEntry[]
  },
): Promise<void> {
  const findings = [...judgePacked(checked, contents?.target ?? 'source', found.files)]
  const out = path.join(folder, file)
  await refuseLeaks(packedLeaks(checked, hashed), file, out)
  // The plan looked inside archives before their packed size was known, which bounds what `check` reads.
  if (contents !== undefined && !innerFits(innerSize(checked, contents), packed))
    addAll(findings, await checkGiven([out], givenPolicy(checked.config), context))
  if (findings.some((item) => item.severity === 'error')) {
    await rm(out, { force: true })
    throw refusal('packed-against-policy', { file }, { findings })
  }
}

/** @throws refusal `leaks-packed`, after removing the file */
async function refuseLeaks(findings: readonly Finding[], file: string, out: string): Promise<void> {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  await rm(out, { force: true })
  throw refusal('leaks-packed', { file }, { findings: errors })
}

/** What the archives in a target's files hold, together. */
function innerSize(checked: Checked, { distributions }: TargetContents): InnerSize {
  const inner = checked.inventory.distributions
    .filter(({ id }) => distributions.includes(id))
    .flatMap(({ files }) => files.flatMap(({ facts }) => facts?.inner ?? []))
  return {
    bytes: inner.reduce((sum, { bytes }) => sum + bytes, 0),
    archives: inner.reduce((sum, { archives }) => sum + archives, 0),
  }
}

/** Entries as a manifest lists them, sorted. */
export function describeFiles(entries: readonly HashedEntry[]): ManifestFile[] {
  return entries
    .map((entry): ManifestFile => ({
      path: entry.path,
      size: entry.size,
      sha256: entry.sha256,
      mode: entry.mode === 0o755 ? '0755' : '0644',
      ...(entry.ship === undefined ? {} : { ship: entry.ship }),
      ...(entry.distribution === undefined ? {} : { distribution: entry.distribution }),
      ...(entry.sourceSize === undefined ? {} : { sourceSize: entry.sourceSize }),
    }))
    .sort((a, b) => compareText(a.path, b.path))
}

/** Sums all bytecode inside by kind, over the same files as `sizes.bytecode`. */
export function kindsOf(entries: readonly HashedEntry[]): Pick<ArtifactSizes, 'kinds'> {
  const kinds = entries.flatMap((entry) => entry.kinds ?? [])
  return kinds.length === 0 ? {} : { kinds: addKinds(kinds) }
}
