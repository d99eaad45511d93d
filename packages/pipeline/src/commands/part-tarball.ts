import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type FileComparison, compareFiles, parseTarballManifest } from '@exuvia/manifest'
import {
  type BytecodeInfo,
  type CompilerInfo,
  type Finding,
  type ReleaseArtifact,
  type ReleaseManifest,
  type TarballManifest,
  finding,
  messageOf,
  systemErrorCode,
} from '@exuvia/model'
import { asFound, readHeads } from '../archive-files.ts'
import type { RunContext } from '../context.ts'
import { measureFiles } from '../stages/measure.ts'
import { MAX_TARBALL_MANIFEST_BYTES, TARBALL_MANIFEST } from '../stages/pack.ts'
import { releaseStem } from '../stages/plan.ts'
import type { FoundPart } from './find-parts.ts'
import { describeAsset } from './release-folder.ts'

/**
 * Holds a part's tarball against what the part says of it: its digest, and where `inside`
 * is true every file in it and its EXUVIA.json.
 * @returns what differs; undefined where nothing does
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
    if (!stats.isFile()) return differs('it is no regular file')
    if (stats.size !== artifact.size) {
      return differs(`it has ${stats.size} bytes, and had ${artifact.size}`)
    }
    const { sha256 } = await describeAsset(file, context.signal)
    if (sha256 !== artifact.sha256) return differs(`its SHA-256 is ${sha256}, and was ${artifact.sha256}`)
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
  const stem = releaseStem(manifest.name, manifest.version)
  const about = `${stem}/${TARBALL_MANIFEST}`
  const texts = new Map<string, string>()
  const files = await readHeads(file, stem, {
    wanted: (entry) => entry === about,
    most: MAX_TARBALL_MANIFEST_BYTES,
    texts,
  })
  const text = texts.get(about)
  if (text === undefined) return `it holds no ${TARBALL_MANIFEST}`
  const wrong = aboutDiffers(parseTarballManifest(text, about), manifest, artifact)
  if (wrong !== undefined) return `its ${TARBALL_MANIFEST} has another ${wrong}`
  const aboutSize = files.find((entry) => entry.path === TARBALL_MANIFEST)?.size ?? 0
  const { kinds: _, ...sizes } = artifact.sizes
  if (!isDeepStrictEqual(sizes, measureFiles(artifact.files, aboutSize, artifact.size))) {
    return 'its sizes do not follow from its files'
  }
  const found = files.filter((entry) => entry.path !== TARBALL_MANIFEST).map(asFound)
  return comparisonInWords(compareFiles(artifact.files, found))
}

/** The first field in which EXUVIA.json and the part's manifest contradict each other. */
function aboutDiffers(
  about: TarballManifest,
  manifest: ReleaseManifest,
  artifact: ReleaseArtifact,
): string | undefined {
  const twin = manifest.artifacts.find(({ kind }) => kind === 'source')
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['name', about.name, manifest.name],
    ['version', about.version, manifest.version],
    ['commit', about.commit, manifest.commit],
    ['sourceDate', about.sourceDate, manifest.sourceDate],
    ['kind', about.kind, artifact.kind],
    ['target', about.target, artifact.target],
    ['compiler', about.compiler, withoutToolchain(artifact.compiler)],
    ['files', about.files, artifact.files],
    [
      'sourceTwin',
      about.sourceTwin,
      twin === undefined || artifact.kind === 'source'
        ? undefined
        : { file: twin.file, sha256: twin.sha256, size: twin.size },
    ],
  ]
  // Both were read by the same schemas, which put the keys in one order.
  return pairs.find(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))?.[0]
}

/** A tarball does not say whether a native or an embedded compiler made it: both make the same bytes. */
function withoutToolchain(compiler: CompilerInfo | undefined): BytecodeInfo | undefined {
  if (compiler === undefined) return undefined
  const { toolchain: _, ...info } = compiler
  return info
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
