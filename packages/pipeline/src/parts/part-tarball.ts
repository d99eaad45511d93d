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
} from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import { asFound, readHeads } from '../release/archive-files.ts'
import type { RunContext } from '../context.ts'
import { measureFiles } from '../stages/measure.ts'
import { MAX_TARBALL_MANIFEST_BYTES, TARBALL_MANIFEST } from '../stages/pack.ts'
import { aboutDiffers } from '../verification/about-differs.ts'
import type { FoundPart } from './find-parts.ts'
import { describeAsset } from '../release/folder.ts'

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
    const { sha256 } = await describeAsset(file, context.signal)
    if (sha256 !== artifact.sha256) return differs(`SHA-256 is ${sha256}; expected ${artifact.sha256} (part)`)
    const detail = inside ? await insideDiffers(file, part.manifest, artifact) : undefined
    return detail === undefined ? undefined : differs(detail)
  } catch (error) {
    context.signal.throwIfAborted()
    if (systemErrorCode(error) === 'ENOENT') {
      return finding('merge-tarball-missing', 'error', { artifact: artifact.file }, { part: where })
    }
    return differs(messageOf(error))
  }
}

async function insideDiffers(
  file: string,
  manifest: ReleaseManifest,
  artifact: ReleaseArtifact,
): Promise<string | undefined> {
  const stem = distributionStem(manifest.name, manifest.version)
  const about = `${stem}/${TARBALL_MANIFEST}`
  const bytecode = new Set(
    artifact.files
      .filter(({ sourceSize }) => sourceSize !== undefined)
      .map(({ path: at }) => `${stem}/${at}`),
  )
  const kinds: BytecodeKinds[] = []
  const texts: string[] = []
  const files = await readHeads(
    file,
    stem,
    {},
    {
      most: (entry) => {
        if (entry === about) return MAX_TARBALL_MANIFEST_BYTES
        // As large as it was at packing.
        return bytecode.has(entry) ? Number.POSITIVE_INFINITY : undefined
      },
      take: (entry, bytes) => {
        if (entry === about) texts.push(bytes.toString('utf8'))
        else kinds.push(measureKinds(bytes))
      },
    },
  )
  const [text] = texts
  if (text === undefined) return `it contains no ${TARBALL_MANIFEST}`
  const sha256 = files.find((entry) => entry.path === TARBALL_MANIFEST)?.sha256 ?? ''
  const wrong = aboutDiffers(parseTarballManifest(text, about), sha256, manifest, artifact)
  if (wrong !== undefined) return `its ${TARBALL_MANIFEST} has another ${wrong}`
  const aboutSize = files.find((entry) => entry.path === TARBALL_MANIFEST)?.size ?? 0
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
