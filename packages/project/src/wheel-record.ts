import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { type Finding, finding, sortedBy } from '@exuvia/model'
import {
  checkRecord,
  distInfoFolders,
  installedPaths,
  problemOfDigest,
  type RecordedDigest,
  type RecordProblem,
} from '@exuvia/packaging'
import { listZip, openZipEntry, sha256OfFile, type ZipEntry } from '@exuvia/files'
import { readWheelText } from './wheel-text.ts'

/** Wheels may contain identical copies of a file, which RECORD's check reports. */
export const WHEEL_LIMITS = { copies: Number.POSITIVE_INFINITY }

/**
 * Checks every file of a wheel against its RECORD: `build`, `compile` and `check` ask here. All problems
 * become one finding, with the wheel's own SHA-256 for an acceptance.
 * @param path - absolute
 * @param distribution - the name in its METADATA, for the finding
 * @throws refusals of `listZip`; outside error `unreadable`
 */
export async function recordFindings(path: string, distribution: string): Promise<Finding[]> {
  const entries = await listZip(path, WHEEL_LIMITS)
  const problems = await problemsOf(path, entries)
  const [first] = problems
  if (first === undefined) return []
  const others = problems.length === 1 ? '' : `, and ${problems.length - 1} more`
  return [
    finding(
      'wheel-record-mismatch',
      'error',
      { distribution },
      {
        wheel: basename(path),
        detail: `${first.path}: ${first.detail}${others}`,
        distribution,
        sha256: await sha256OfFile(path),
      },
    ),
  ]
}

async function problemsOf(path: string, entries: ReadonlyMap<string, ZipEntry>): Promise<RecordProblem[]> {
  const folders = distInfoFolders(entries.keys())
  const [distInfo] = folders
  if (distInfo === undefined || folders.length > 1) {
    const count = folders.length === 0 ? 'no' : String(folders.length)
    return [{ path: 'RECORD', detail: `the wheel has ${count} .dist-info folders; expected one` }]
  }
  const sizes = new Map([...entries].map(([name, { size }]) => [name, size]))
  const { problems, digests } = checkRecord(await textOf(path, entries, distInfo), distInfo, sizes)
  const found = [...problems]
  for (const { path: name, copies } of entries.values()) {
    if (copies > 0) found.push({ path: name, detail: `the wheel has it ${copies + 1} times` })
  }
  for (const digest of digests) {
    const detail = problemOfDigest(digest, await hashEntry(path, digest))
    if (detail !== undefined) found.push({ path: digest.path, detail })
  }
  return sortedBy([...found, ...overwritten(path, digests)], (each) => each.path)
}

/**
 * Files that an installer puts in one place with different content, one at the root and one in `.data`: pip keeps the
 * second, and a Python that imports from the wheel reads the first.
 */
function overwritten(path: string, digests: readonly RecordedDigest[]): RecordProblem[] {
  const placed = installedPaths(basename(path))
  const byPlace = Map.groupBy(digests, (each) => placed(each.path))
  return [...byPlace].flatMap(([place, [first, ...others]]) =>
    others
      .filter(({ algorithm, digest }) => algorithm !== first?.algorithm || digest !== first.digest)
      .map((other) => ({ path: other.path, detail: `the wheel also has another file for ${place}` })),
  )
}

async function textOf(
  path: string,
  entries: ReadonlyMap<string, ZipEntry>,
  distInfo: string,
): Promise<string | undefined> {
  const entry = `${distInfo}/RECORD`
  if (!entries.has(entry)) return undefined
  return readWheelText(path, entry)
}

async function hashEntry(path: string, { path: entry, algorithm }: RecordedDigest): Promise<Buffer> {
  const hash = createHash(algorithm)
  for await (const piece of openZipEntry(path, entry)) hash.update(piece)
  return hash.digest()
}
