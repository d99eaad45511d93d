import { createHash } from 'node:crypto'
import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { addKinds, measureKinds } from '@exuvia/bytecode'
import { type FileComparison, compareFiles, parseTarballManifest } from '@exuvia/manifest'
import {
  type BytecodeKinds,
  type Finding,
  type ReleaseArtifact,
  type ReleaseManifest,
  finding,
  messageOf,
  systemErrorCode,
  TARBALL_MANIFEST,
} from '@exuvia/model'
import { distributionStem, tarballManifestLimit } from '@exuvia/packaging'
import { type HashedArchiveFile, type ContentRequests, asFound, readHeads } from '../release/archive-files.ts'
import type { RunContext } from '../context.ts'
import { measureFiles } from '../stages/measure.ts'
import { aboutDiffers } from '../verification/about-differs.ts'
import type { FoundPart } from './find-parts.ts'
import { describeAsset, statFile } from '../release/folder.ts'

/**
 * Compares a tarball with its part's description: its digest, and if `inside` is true every
 * file in it, its sizes, its bytecode by kind, and its EXUVIA.json.
 * @returns the difference; undefined if there is none
 */
export async function checkPartTarball(
  { where, folder, part }: FoundPart,
  artifact: ReleaseArtifact,
  inside: boolean,
  context: RunContext,
): Promise<Finding | undefined> {
  const file = path.join(folder, artifact.file)
  const differs = (detail: string): Finding =>
    finding('merge-tarball-differs', 'error', { artifact: artifact.file }, { part: where, detail })
  try {
    const stats = await lstat(file)
    // A link could lead anywhere.
    if (!stats.isFile()) return differs('it is not a regular file')
    if (stats.size !== artifact.size) {
      return differs(`it has ${stats.size} bytes; expected ${artifact.size}`)
    }
    const detail = inside
      ? await insideDiffers(file, part.manifest, artifact, context)
      : digestDiffers((await describeAsset(file, context.signal)).sha256, artifact)
    return detail === undefined ? undefined : differs(detail)
  } catch (error) {
    context.signal.throwIfAborted()
    if (systemErrorCode(error) === 'ENOENT') {
      return finding('merge-tarball-missing', 'error', { artifact: artifact.file }, { part: where })
    }
    return differs(messageOf(error))
  }
}

/** What a tarball contains. */
interface Inside {
  readonly sha256: string
  readonly files: readonly HashedArchiveFile[]
  readonly kinds: readonly BytecodeKinds[]
  /** Its EXUVIA.json, if it has one. */
  readonly text: string | undefined
}

/** Reads a tarball once: its digest, every file in it, and what its bytecode consists of. */
async function readInside(
  file: string,
  about: string,
  root: string | undefined,
  artifact: ReleaseArtifact,
): Promise<Inside> {
  const bytecode = new Map(
    artifact.files
      .filter(({ sourceSize }) => sourceSize !== undefined)
      .map(({ path: at, size }) => [root === undefined ? at : `${root}/${at}`, size]),
  )
  const kinds: BytecodeKinds[] = []
  const texts: string[] = []
  const limit = tarballManifestLimit((await statFile(file)).size)
  const packed = createHash('sha256')
  const requests: ContentRequests = {
    most: (entry, size) => {
      if (entry === about) return limit
      // Nothing is known of the tarball yet, so a file of another size than the part's is not kept in memory.
      return bytecode.get(entry) === size ? size : undefined
    },
    take: (entry, bytes) => {
      if (entry === about) texts.push(bytes.toString('utf8'))
      else kinds.push(measureKinds(bytes))
    },
  }
  const files = await readHeads(file, root, {}, requests, (chunk) => packed.update(chunk))
  return { sha256: packed.digest('hex'), files, kinds, text: texts[0] }
}

function digestDiffers(sha256: string, artifact: ReleaseArtifact): string | undefined {
  return sha256 === artifact.sha256 ? undefined : `SHA-256 is ${sha256}; expected ${artifact.sha256} (part)`
}

async function insideDiffers(
  file: string,
  manifest: ReleaseManifest,
  artifact: ReleaseArtifact,
  { signal }: RunContext,
): Promise<string | undefined> {
  const stem = distributionStem(manifest.name, manifest.version)
  const root = artifact.kind === 'wheel' ? undefined : stem
  const about = `${stem}/${TARBALL_MANIFEST}`
  let inside: Inside
  try {
    inside = await readInside(file, about, root, artifact)
  } catch (error) {
    signal.throwIfAborted()
    // A damaged tarball has another digest: report that instead of its content.
    const differs = digestDiffers((await describeAsset(file, signal)).sha256, artifact)
    if (differs === undefined) throw error
    return differs
  }
  const { files, kinds, text } = inside
  const differs = digestDiffers(inside.sha256, artifact)
  if (differs !== undefined) return differs
  const own = files.find((entry) => entry.path === TARBALL_MANIFEST)
  // A wheel has none: its RECORD is among the files that the part lists.
  if (artifact.kind !== 'wheel') {
    if (text === undefined) return `it contains no ${TARBALL_MANIFEST}`
    const wrong = aboutDiffers(parseTarballManifest(text, about), own?.sha256 ?? '', manifest, artifact)
    if (wrong !== undefined) return `its ${TARBALL_MANIFEST} has another ${wrong}`
  }
  const aboutSize = own?.size ?? 0
  const measured = {
    ...measureFiles(artifact.files, aboutSize, artifact.size),
    ...(kinds.length === 0 ? {} : { kinds: addKinds(kinds) }),
  }
  if (!isDeepStrictEqual(artifact.sizes, measured)) return 'its sizes do not follow from its files'
  const found = files.filter((entry) => entry.path !== TARBALL_MANIFEST).map(asFound)
  return comparisonInWords(compareFiles(artifact.files, found))
}

function comparisonInWords(comparison: FileComparison): string | undefined {
  const { changed, missing, extra, modeChanged } = comparison
  const [first, ...others] = [
    ...changed.map((item) => `${item.path} is changed`),
    ...missing.map((item) => `${item.path} is missing`),
    ...extra.map((item) => `${item.path} is extra`),
    ...modeChanged.map((item) => `${item.path} has another mode`),
  ]
  if (first === undefined || others.length === 0) return first
  return `${first}, and ${others.length} more`
}
