import { createHash } from 'node:crypto'
import path from 'node:path'
import { collect, hashFile, readArchive, readBounded } from '@exuvia/files'
import { type FoundFile, type FoundMore, compareFiles } from '@exuvia/manifest'
import { type ReleaseArtifact, addAll, compareText, refusal, usageError } from '@exuvia/model'
import { checkRecord, distInfoFolders, metadataLimit, metadataText, problemOfDigest } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import type { VerifyContext } from './digest.ts'
import { walkFolder } from './found-folder.ts'
import { octal } from './found-tarball.ts'
import { type TrustedManifest, type VerifiedItem, digestProblem } from './item.ts'

/** A wheel, or a folder with its files. */
interface FoundWheel {
  /** Of the wheel itself, lower-case hex; undefined for a folder. */
  readonly sha256: string | undefined
  readonly files: readonly FoundFile[]
  readonly more: FoundMore
  /** The name of its `.dist-info` folder. */
  readonly info: string
  readonly record: string | undefined
  /** The digests of all files, by path. */
  readonly digests: (algorithm: string) => Promise<ReadonlyMap<string, Buffer>>
}

/** Whether a folder has the files of one wheel. @param names of what is in it */
export function isWheelFolder(names: readonly string[]): boolean {
  return names.filter((name) => name.endsWith('.dist-info')).length === 1
}

/**
 * Compares a wheel's digest and everything in it with a manifest, or with the RECORD inside if there is no manifest.
 * @throws usage error `not-verifiable` if it is no wheel; errors of `readArchive`
 */
export async function verifyWheel(
  file: string,
  name: string,
  trusted: TrustedManifest | undefined,
  { signal, digests }: VerifyContext,
): Promise<VerifiedItem> {
  const found = await readWheel(file, name, signal)
  digests.know(file, found.sha256)
  return compareWheel(name, found, trusted)
}

/** The same for a folder into which a wheel was unpacked. */
export async function verifyWheelFolder(
  folder: string,
  name: string,
  trusted: TrustedManifest | undefined,
  { signal }: RunContext,
): Promise<VerifiedItem> {
  const { files, more } = await walkFolder(folder, signal)
  const info = infoOf(files, name)
  const found: FoundWheel = {
    sha256: undefined,
    files,
    more,
    info,
    record: await recordIn(folder, name, files, `${info}/RECORD`),
    digests: async (algorithm) => {
      const digests = new Map<string, Buffer>()
      for (const { path: file, type } of files) {
        if (type === 'file')
          digests.set(file, (await hashFile(path.join(folder, file), algorithm, signal)).digest)
      }
      return digests
    },
  }
  return compareWheel(name, found, trusted)
}

async function readWheel(
  file: string,
  name: string,
  signal: AbortSignal,
): Promise<FoundWheel & { readonly sha256: string }> {
  const packed = createHash('sha256')
  const files: FoundFile[] = []
  let record: string | undefined
  for await (const entry of readArchive(file, {}, (chunk) => packed.update(chunk))) {
    signal.throwIfAborted()
    if (entry.type === 'directory') continue
    const digest = createHash('sha256')
    if (/^[^/]+\.dist-info\/RECORD$/.test(entry.path)) {
      const bytes = await collect(entry.content, metadataLimit(entry.path))
      if (bytes === undefined) throw tooLarge(name, entry.path, entry.size)
      record = metadataText(name, entry.path, bytes)
      digest.update(bytes)
    } else for await (const chunk of entry.content) digest.update(chunk)
    const { path: at, size, mode, link } = entry
    const type = entry.type === 'file' ? 'file' : 'link'
    files.push({
      path: at,
      type,
      size,
      sha256: digest.digest('hex'),
      mode: octal(mode),
      ...(link === undefined ? {} : { link }),
    })
  }
  return {
    sha256: packed.digest('hex'),
    files,
    more: { exactModes: true },
    info: infoOf(files, name),
    record,
    digests: async (algorithm) => {
      const found = new Map<string, Buffer>()
      for await (const entry of readArchive(file)) {
        const hash = createHash(algorithm)
        for await (const chunk of entry.content) hash.update(chunk)
        found.set(entry.path, hash.digest())
      }
      return found
    },
  }
}

async function compareWheel(
  name: string,
  found: FoundWheel,
  trusted: TrustedManifest | undefined,
): Promise<VerifiedItem> {
  const item: VerifiedItem = { name, kind: 'wheel', files: found.files.length, problems: [] }
  if (trusted === undefined) return { ...item, problems: await recordProblems(found) }
  const artifact = trusted.artifact ?? artifactOf(trusted.manifest.artifacts, name, found)
  if (artifact === undefined) return { ...item, problems: [`the manifest has no artifact for ${name}`] }
  const { target, sha256 } = artifact
  return {
    ...item,
    ...(target === undefined ? {} : { target }),
    problems:
      found.sha256 === undefined || found.sha256 === sha256 ? [] : [digestProblem(found.sha256, sha256)],
    comparison: compareFiles(artifact.files, found.files, found.more),
  }
}

/** Chooses by the name, else by the same RECORD, else any: the comparison then reports what differs. */
function artifactOf(
  artifacts: readonly ReleaseArtifact[],
  name: string,
  { info, files }: FoundWheel,
): ReleaseArtifact | undefined {
  const wheels = artifacts.filter(({ kind }) => kind === 'wheel')
  const record = files.find(({ path: at }) => at === `${info}/RECORD`)?.sha256
  return (
    wheels.find(({ file }) => file === path.basename(name)) ??
    wheels.find((wheel) => wheel.files.some(({ sha256 }) => sha256 === record)) ??
    wheels[0]
  )
}

async function recordProblems({ files, record, info, digests: digestsBy }: FoundWheel): Promise<string[]> {
  const links = files
    .filter(({ type }) => type !== 'file')
    .map(({ path: at }) => `${at} is not a regular file`)
  const sizes = new Map(files.map(({ path: at, size }) => [at, size]))
  const { problems, digests } = checkRecord(record, info, sizes)
  const found = problems.map(({ path: at, detail }) => `${at}: ${detail}`)
  // One pass over the wheel for each other algorithm, whatever the number of files.
  const known = new Map<string, ReadonlyMap<string, Buffer>>([
    ['sha256', new Map(files.map(({ path: at, sha256 }) => [at, Buffer.from(sha256 ?? '', 'hex')]))],
  ])
  for (const one of digests) {
    const all = known.get(one.algorithm) ?? (await digestsBy(one.algorithm))
    known.set(one.algorithm, all)
    const detail = problemOfDigest(one, all.get(one.path) ?? Buffer.alloc(0))
    if (detail !== undefined) found.push(`${one.path}: ${detail}`)
  }
  const all = [...links]
  addAll(all, found)
  return all.sort(compareText)
}

async function recordIn(
  folder: string,
  name: string,
  files: readonly FoundFile[],
  at: string,
): Promise<string | undefined> {
  const listed = files.find(({ path: file, type }) => file === at && type === 'file')
  if (listed === undefined) return undefined
  const bytes = await readBounded(path.join(folder, at), metadataLimit(at))
  if (bytes === undefined) throw tooLarge(name, at, listed.size)
  return metadataText(name, at, bytes)
}

function tooLarge(archive: string, at: string, size: number): Error {
  return refusal('metadata-too-large', { archive, path: at, size })
}

/** @throws usage error `not-verifiable` */
function infoOf(files: readonly FoundFile[], name: string): string {
  const [info, ...more] = distInfoFolders(files.map(({ path: at }) => at))
  if (info === undefined || more.length > 0) throw usageError('not-verifiable', { file: name })
  return info
}
