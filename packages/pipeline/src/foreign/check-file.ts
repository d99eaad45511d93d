import { open } from 'node:fs/promises'
import path from 'node:path'
import {
  type ArchiveKind,
  archiveKind,
  innerBudget,
  filePieces,
  isArchiveName,
  isReadableKind,
  HEAD_BYTES,
} from '@exuvia/files'
import {
  type Acceptance,
  type Config,
  ExuviaError,
  type Finding,
  type PolicyConfig,
  addAll,
  finding,
  usageError,
} from '@exuvia/model'
import {
  MAX_LICENSE_TEXT,
  metadataLimit,
  metadataText,
  readLicenseTexts,
  tarballManifestLimit,
} from '@exuvia/packaging'
import { type ForeignContext, type ForeignSources, acceptFindings, judgeForeign } from '@exuvia/policy'
import { WHEEL_LIMITS, recordFindings } from '@exuvia/project'
import { readHeads } from '../release/archive-files.ts'
import type { RunContext } from '../context.ts'
import { type MeasureFile, countKinds } from './measure-file.ts'
import { archiveScan } from '../leaks/archive-scan.ts'
import { describesArchive, foreignContext, isTarballManifest, licenseFileOf } from './context.ts'
import { type KeptSources, type Packing, keepSources } from './examine-sources.ts'
import { statFile } from '../release/folder.ts'
import { uncommittedFindings } from '../release/uncommitted.ts'

/** Bytes of all licence files of one archive that are read. */
const MAX_LICENSE_FILES = 16 * MAX_LICENSE_TEXT

/** What a config says about files of any origin. */
export interface GivenPolicy {
  /** Undefined: the archive's own record applies. */
  readonly policy: PolicyConfig | undefined
  readonly accept: readonly Acceptance[]
  /** Distribution name (PEP 503) → SPDX expression. */
  readonly licenses: Readonly<Record<string, string>>
}

/** Finds what the bytecode of an archive's sources would break. */
export type ExamineSources = (
  sources: KeptSources['all'],
  about: ForeignContext,
  packing: Packing,
) => Promise<ForeignSources>

/**
 * Judges finished files of any origin by a policy.
 * @param examine also the sources in them; without it nobody does
 * @param measure also their sizes; without it nobody does
 */
export async function checkGiven(
  files: readonly string[],
  given: GivenPolicy,
  context: RunContext,
  examine?: ExamineSources,
  measure?: MeasureFile,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const name of files) {
    const file = path.resolve(context.cwd, name)
    context.signal.throwIfAborted()
    addAll(findings, acceptFindings(await checkOne(file, given, examine, measure), given.accept))
  }
  return findings
}

/**
 * What a file is, its bytes decide: a name can promise anything. An archive that Exuvia does not read
 * is refused, because nobody has seen what is inside.
 */
async function checkOne(
  file: string,
  given: GivenPolicy,
  examine?: ExamineSources,
  measure?: MeasureFile,
): Promise<readonly Finding[]> {
  await refuseFolder(file)
  const kind = await archiveKind(file)
  if (isArchiveName(file, 'readable'))
    return isUnread(kind) ? [unread(file, kind)] : checkArchive(file, given, examine, measure)
  if (kind === undefined) return checkLooseFile(file, given, measure)
  if (isUnread(kind)) return [unread(file, kind)]
  try {
    return await checkArchive(file, given, examine, measure)
  } catch (error) {
    // A compressed file that is no tarball, or a program with an archive at its end.
    if (error instanceof ExuviaError && error.kind === 'refused') return [unread(file, kind)]
    throw error
  }
}

function isUnread(kind: ArchiveKind): kind is NonNullable<ArchiveKind> {
  return kind !== undefined && !isReadableKind(kind)
}

function unread(file: string, format: NonNullable<ArchiveKind>): Finding {
  return finding('archive-unread', 'error', { artifact: path.basename(file) }, { format })
}

/** What a project's config says; without a config the archive's own record applies. */
export function givenPolicy({ file, policy, accept, licenses }: Config): GivenPolicy {
  return { policy: file === undefined ? undefined : policy, accept, licenses }
}

/** Judges a finished tarball or wheel of any origin by a policy. */
async function checkArchive(
  file: string,
  { policy, licenses }: GivenPolicy,
  examine?: ExamineSources,
  measure?: MeasureFile,
): Promise<readonly Finding[]> {
  const sources = examine === undefined ? undefined : keepSources()
  const packed = await refuseFolder(file)
  const texts = new Map<string, string>()
  const licenseFiles: { readonly path: string; readonly text: string }[] = []
  let left = MAX_LICENSE_FILES
  const kinds = measure?.countsKinds === true ? countKinds() : undefined
  const isWheel = isWheelName(file)
  const limits = isWheel ? WHEEL_LIMITS : {}
  const files = await readHeads(file, undefined, limits, {
    scan: archiveScan(packed),
    inner: innerBudget(packed),
    most: (entry, size) => {
      if (isTarballManifest(entry)) return tarballManifestLimit(packed)
      if (describesArchive(entry)) return metadataLimit(entry)
      if (kinds?.counts(entry, size) === true) return size
      const isRead = licenseFileOf(entry) !== undefined && size <= Math.min(left, MAX_LICENSE_TEXT)
      return isRead ? MAX_LICENSE_TEXT : sources?.most(entry, size)
    },
    take: (entry, bytes) => {
      if (describesArchive(entry)) texts.set(entry, metadataText(file, entry, bytes))
      else if (kinds?.counts(entry, bytes.length) === true) kinds.take(entry, bytes)
      else if (sources?.all.has(entry) === true) sources.take(entry, bytes)
      else {
        left -= bytes.length
        licenseFiles.push({ path: entry, text: Buffer.from(bytes).toString('utf8') })
      }
    },
  })
  const described = foreignContext(path.basename(file), texts, licenses, await readLicenseTexts(licenseFiles))
  const about =
    examine === undefined || sources === undefined || sources.all.size === 0
      ? described
      : {
          ...described,
          sources: await examine(sources.all, described, { isInZip: await runsFromZip(file, files), packed }),
        }
  const findings = [
    ...judgeForeign(policy, files, about),
    ...(about.manifest === undefined
      ? []
      : uncommittedFindings(about.manifest, { artifact: about.artifact })),
    ...((await measure?.judge({ packed, files, about, kinds: kinds?.total() })) ?? []),
  ]
  if (!isWheel) return findings
  const artifact = path.basename(file)
  const name = about.distributions?.[0]?.name ?? artifact.split('-')[0] ?? artifact
  const record = await recordFindings(file, name)
  return [...record.map((item) => ({ ...item, subject: { ...item.subject, artifact } })), ...findings]
}

/**
 * Whether Python imports the modules from an archive itself: a zip with `__main__` at its top (zipapp). A .pex and a
 * shiv have that too, but unpack themselves before they run.
 */
async function runsFromZip(file: string, files: readonly { readonly path: string }[]): Promise<boolean> {
  const has = (pattern: RegExp): boolean => files.some(({ path: at }) => pattern.test(at))
  const unpacks = has(/^(?:PEX-INFO$|site-packages\/)/)
  return has(/^__main__\.pyc?$/) && !unpacks && (await archiveKind(file)) === 'zip'
}

/** Whether installers treat a file as a wheel, which must match its RECORD. */
function isWheelName(file: string): boolean {
  return /\.whl$/i.test(file)
}

/** Judges a single additional file of a release: a policy is about Python files. */
async function checkLooseFile(
  file: string,
  { policy }: GivenPolicy,
  measure?: MeasureFile,
): Promise<readonly Finding[]> {
  const size = await refuseFolder(file)
  const head = await readHead(file)
  const name = path.basename(file)
  const scan = archiveScan(size)(name, size)
  for await (const piece of filePieces(file)) scan.add(piece)
  const files = [{ path: name, size, executable: false, head, leaks: scan.end() }]
  const about = { artifact: name }
  const sizes = (await measure?.judge({ packed: size, files, about, kinds: undefined })) ?? []
  return [...judgeForeign(policy, files, about), ...sizes]
}

async function refuseFolder(file: string): Promise<number> {
  const { size, isFolder } = await statFile(file)
  if (isFolder) {
    throw usageError('not-a-file', { file })
  }
  return size
}

async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES), length: HEAD_BYTES })
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
