import { basename } from 'node:path'
import {
  type EntryPoint,
  type Finding,
  type LicenseInfo,
  messageOf,
  outsideError,
  refusal,
  type SourceFile,
  sortedBy,
} from '@exuvia/model'
import {
  commandsOf,
  compareVersions,
  type CoreMetadata,
  distInfoFolders,
  escapeName,
  header,
  headers,
  isName,
  isWheelStem,
  licenseOfMetadata,
  normalizeName,
  normalizeVersion,
  parseCoreMetadata,
  parseEntryPoints,
  parseRequirement,
  parseWheelFilename,
  type Requirement,
  type WheelFilename,
} from '@exuvia/packaging'
import { withContentFacts } from './content-facts.ts'
import { readLicenseFiles } from './license-files.ts'
import { readWheelText } from './wheel-text.ts'
import { placeWheelFiles } from './wheel-files.ts'
import { recordFindings, WHEEL_LIMITS } from './wheel-record.ts'
import { listZip, type ZipEntry } from '@exuvia/files'

/** A wheel's metadata. */
export interface WheelMetadata extends WheelFilename {
  /** Absolute path. */
  readonly path: string
  /** In its own spelling. */
  readonly name: string
  readonly metadata: CoreMetadata
  readonly requires: readonly Requirement[]
  readonly requiresPython: string | undefined
  /** The name of its `.dist-info` folder. */
  readonly distInfo: string
  /** `Root-Is-Purelib` of its WHEEL file. */
  readonly rootIsPurelib: boolean
}

/** A wheel, read and checked, with its files where they go in a release. */
export interface Wheel extends WheelMetadata {
  readonly entryPoints: readonly EntryPoint[]
  readonly license: LicenseInfo
  /** Sorted by path. */
  readonly files: readonly SourceFile[]
  /** Whether any file is machine code or the tags name a platform. */
  readonly native: boolean
  readonly findings: readonly Finding[]
}

/**
 * Reads a wheel (binary distribution format): metadata, tags, licence, entry points, and
 * each file with its place. It checks every digest of RECORD and reports mismatches in
 * `findings`.
 * @param path - absolute
 * @param configuredLicense - SPDX expression that sets the licence by hand
 * @throws refusal `archive-damaged`, `bad-wheel`; usage error `bad-wheel-name`; outside error `unreadable`
 */
export async function readWheel(path: string, configuredLicense?: string): Promise<Wheel> {
  const described = await readWheelMetadata(path)
  const entries = await listZip(path, WHEEL_LIMITS)
  const text = async (name: string): Promise<string | undefined> => {
    const entry = entries.get(`${described.distInfo}/${name}`)
    return entry === undefined ? undefined : readWheelText(path, entry.path)
  }
  const { metadata } = described
  const placed = await placeWheelFiles(described, entries)
  const inDistInfo = `lib/${described.distInfo}/`
  const license = licenseOfMetadata(
    metadata,
    await readLicenseFiles(
      placed.files.filter((file) => file.role === 'license' && file.path.startsWith(inDistInfo)),
      (file) => file.path.slice(inDistInfo.length),
    ),
    configuredLicense,
  )
  const record = await recordFindings(path, described.name)
  return {
    ...described,
    entryPoints: commandsOf(parseEntryPoints((await text('entry_points.txt')) ?? '')),
    license,
    files: sortedBy(await withContentFacts(placed.files), (file) => file.path),
    native:
      placed.files.some((file) => file.role === 'native') ||
      described.platforms.every((platform) => platform !== 'any'),
    findings: [...record, ...placed.findings].map((item) => ({
      ...item,
      subject: { ...item.subject, distribution: described.name },
    })),
  }
}

/**
 * Reads only what dependency resolution needs.
 * @throws as `readWheel`
 */
export async function readWheelMetadata(path: string): Promise<WheelMetadata> {
  const filename = parseWheelFilename(basename(path))
  const bad = (what: string): Error => refusal('bad-wheel', { wheel: path, reason: what })
  let entries: ReadonlyMap<string, ZipEntry>
  try {
    entries = await listZip(path, WHEEL_LIMITS)
  } catch (error) {
    if (error instanceof Error && error.name === 'ExuviaError') throw error
    throw outsideError('unreadable', { file: path, reason: messageOf(error) }, { cause: error })
  }
  const distInfos = distInfoFolders(entries.keys())
  const distInfo = distInfos[0]
  if (distInfo === undefined || distInfos.length > 1) {
    throw bad(`a wheel has one .dist-info folder; this one has ${distInfos.length}`)
  }
  const read = async (name: string): Promise<string> => {
    const entry = entries.get(`${distInfo}/${name}`)
    if (entry === undefined) throw bad(`${distInfo}/${name} is missing`)
    return readWheelText(path, entry.path)
  }
  const metadata = parseCoreMetadata(await read('METADATA'))
  const name = header(metadata, 'Name') ?? ''
  const version = normalizeVersion(header(metadata, 'Version') ?? '')
  const isOfVersion = version !== undefined && compareVersions(version, filename.version) === 0
  if (!isName(name) || normalizeName(name) !== filename.normalizedName || !isOfVersion) {
    throw bad(
      `its METADATA is of "${name}" ${header(metadata, 'Version') ?? '(no version)'}, and its file name says otherwise`,
    )
  }
  if (!isWheelStem(distInfo.slice(0, -'.dist-info'.length), filename)) {
    throw bad(`its folder ${distInfo} is not ${escapeName(name)}-${version}.dist-info`)
  }
  const wheel = parseCoreMetadata(await read('WHEEL'))
  const wheelVersion = header(wheel, 'Wheel-Version') ?? ''
  if (!/^1(?:\.|$)/.test(wheelVersion)) {
    throw bad(`its Wheel-Version is "${wheelVersion}"; Exuvia supports 1.0`)
  }
  return {
    ...filename,
    path,
    name,
    metadata,
    requires: headers(metadata, 'Requires-Dist').map((text) =>
      parseRequirement(text, `${filename.filename}, Requires-Dist`),
    ),
    requiresPython: header(metadata, 'Requires-Python'),
    distInfo,
    rootIsPurelib: (header(wheel, 'Root-Is-Purelib') ?? 'true').toLowerCase() !== 'false',
  }
}
