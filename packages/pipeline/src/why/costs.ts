import { existsSync } from 'node:fs'
import path from 'node:path'
import { constants, createDeflateRaw } from 'node:zlib'
import { readArchive } from '@exuvia/files'
import type { ReleaseArtifact } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { FoundManifest } from '../release/find-manifest.ts'
import type { WhyIn } from './subject.ts'

/** What files cost in one artifact of a release. */
export interface WhyCost {
  /** The artifact's file. */
  readonly artifact: string
  readonly files: number
  /** Bytes of these files. */
  readonly unpacked: number
  /** Bytes of them compressed alone, as with gzip -9; undefined if the artifact is not beside the manifest. */
  readonly packed: number | undefined
  /** Bytes of the whole artifact. */
  readonly of: { readonly unpacked: number; readonly packed: number }
}

/** Measures a distribution or a file in each artifact of a release that contains it. */
export async function costsOf(
  { distribution, path: at }: WhyIn,
  { file, manifest }: FoundManifest,
  signal: AbortSignal,
): Promise<WhyCost[]> {
  const costs: WhyCost[] = []
  for (const artifact of manifest.artifacts) {
    const paths = new Set(
      artifact.files
        .filter((each) =>
          at === undefined
            ? each.distribution !== undefined &&
              normalizeName(each.distribution) === normalizeName(distribution)
            : isOf(each.path, at),
        )
        .map((each) => each.path),
    )
    if (paths.size === 0) continue
    const found = artifact.files.filter((each) => paths.has(each.path))
    costs.push({
      artifact: artifact.file,
      files: found.length,
      unpacked: found.reduce((sum, { size }) => sum + size, 0),
      packed: await packedAlone(path.join(path.dirname(file), artifact.file), artifact, paths, signal),
      of: { unpacked: artifact.sizes.unpacked, packed: artifact.size },
    })
  }
  return costs
}

/** Whether a packed file is a file of the inventory, or made of it. */
function isOf(packed: string, source: string): boolean {
  if (packed === source || packed.endsWith(`/${source}`)) return true
  if (!source.endsWith('.py')) return false
  const stem = source.slice(0, -3)
  const name = stem.slice(stem.lastIndexOf('/') + 1)
  const folder = stem.slice(0, stem.length - name.length)
  return packed === `${stem}.pyc` || packed.startsWith(`${folder}__pycache__/${name}.`)
}

/** Compresses files of an archive on their own: in the archive they share repetitions with others. */
async function packedAlone(
  file: string,
  artifact: ReleaseArtifact,
  paths: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!existsSync(file)) return undefined
  const deflate = createDeflateRaw({ level: constants.Z_BEST_COMPRESSION })
  let bytes = 0
  deflate.on('data', (chunk: Uint8Array) => (bytes += chunk.length))
  const isWheel = artifact.kind === 'wheel'
  for await (const entry of readArchive(file)) {
    signal.throwIfAborted()
    const inside = isWheel ? entry.path : entry.path.slice(entry.path.indexOf('/') + 1)
    if (entry.type !== 'file' || !paths.has(inside)) continue
    for await (const chunk of entry.content) {
      if (!deflate.write(chunk)) await new Promise<void>((resolve) => deflate.once('drain', resolve))
    }
  }
  await new Promise<void>((resolve, reject) => {
    deflate.once('end', resolve).once('error', reject)
    deflate.end()
  })
  return bytes
}
