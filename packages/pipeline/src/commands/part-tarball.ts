import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { addKinds, measureKinds } from '@exuvia/bytecode'
import { type FileComparison, compareFiles, parseTarballManifest } from '@exuvia/manifest'
import {
  type BytecodeInfo,
  type BytecodeKinds,
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
 * is true every file in it, its sizes, what its bytecode is made of, and its EXUVIA.json.
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
  const bytecode = new Set(
    artifact.files
      .filter(({ sourceSize }) => sourceSize !== undefined)
      .map(({ path: at }) => `${stem}/${at}`),
  )
  const kinds: BytecodeKinds[] = []
  const texts: string[] = []
  const files = await readHeads(file, stem, {
    most: (entry) => {
      if (entry === about) return MAX_TARBALL_MANIFEST_BYTES
      // As large as it was when it was packed.
      return bytecode.has(entry) ? Number.POSITIVE_INFINITY : undefined
    },
    take: (entry, bytes) => {
      if (entry === about) texts.push(bytes.toString('utf8'))
      else kinds.push(measureKinds(bytes))
    },
  })
  const [text] = texts
  if (text === undefined) return `it holds no ${TARBALL_MANIFEST}`
  const wrong = aboutDiffers(parseTarballManifest(text, about), manifest, artifact)
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
