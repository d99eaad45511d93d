import { createHash } from 'node:crypto'
import path from 'node:path'
import { collect, readArchive, readBounded } from '@exuvia/files'
import { type FoundFile, type FoundMore, compareFiles } from '@exuvia/manifest'
import { type ReleaseArtifact, addAll, compareText, usageError } from '@exuvia/model'
import { checkRecord, distInfoFolders, problemOfDigest } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import type { VerifyContext } from './digest.ts'
import { walkFolder } from './found-folder.ts'
import { octal } from './found-tarball.ts'
import { type TrustedManifest, type VerifiedItem, digestProblem } from './item.ts'

/** A larger RECORD is not read. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024

/** A wheel, or a folder with its files. */
interface FoundWheel {
  /** Of the wheel itself, lower-case hex; undefined for a folder. */
  readonly sha256: string | undefined
  readonly files: readonly FoundFile[]
  readonly more: FoundMore
  /** The name of its `.dist-info` folder. */
  readonly info: string
  readonly record: string | undefined
  readonly digest: (file: string, algorithm: string) => Promise<Buffer>
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
  const record = await readBounded(path.join(folder, info, 'RECORD'), MAX_RECORD_BYTES)
  const found: FoundWheel = {
    sha256: undefined,
    files,
    more,
    info,
    record: record?.toString('utf8'),
    digest: async (at, algorithm) => {
      const bytes = await readBounded(path.join(folder, at), Number.MAX_SAFE_INTEGER)
      return createHash(algorithm)
        .update(bytes ?? '')
        .digest()
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
      const bytes = (await collect(entry.content, MAX_RECORD_BYTES)) ?? Buffer.alloc(0)
      record = bytes.toString('utf8')
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
    digest: async (at, algorithm) => {
      const hash = createHash(algorithm)
      for await (const entry of readArchive(file)) {
        if (entry.path === at) for await (const chunk of entry.content) hash.update(chunk)
        else for await (const _ of entry.content);
      }
      return hash.digest()
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

/** By its name, else the one with the same RECORD, else any: what differs is then told. */
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

async function recordProblems({ files, record, info, digest }: FoundWheel): Promise<string[]> {
  const links = files
    .filter(({ type }) => type !== 'file')
    .map(({ path: at }) => `${at} is not a regular file`)
  const sizes = new Map(files.map(({ path: at, size }) => [at, size]))
  const { problems, digests } = checkRecord(record, info, sizes)
  const found = problems.map(({ path: at, detail }) => `${at}: ${detail}`)
  const known = new Map(files.map(({ path: at, sha256 }) => [at, sha256]))
  for (const one of digests) {
    const bytes =
      one.algorithm === 'sha256'
        ? Buffer.from(known.get(one.path) ?? '', 'hex')
        : await digest(one.path, one.algorithm)
    const detail = problemOfDigest(one, bytes)
    if (detail !== undefined) found.push(`${one.path}: ${detail}`)
  }
  const all = [...links]
  addAll(all, found)
  return all.sort(compareText)
}

/** @throws usage error `not-verifiable` */
function infoOf(files: readonly FoundFile[], name: string): string {
  const [info, ...more] = distInfoFolders(files.map(({ path: at }) => at))
  if (info === undefined || more.length > 0) throw usageError('not-verifiable', { file: name })
  return info
}
