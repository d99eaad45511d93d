import { createHash } from 'node:crypto'
import { compareText, type Finding, finding } from '@exuvia/model'
import { isRecordName, parseRecord, type RecordRow } from '@exuvia/packaging'
import type { WheelMetadata } from './wheel.ts'
import { openZipEntry, type ZipEntry } from '@exuvia/files'

/**
 * Checks every file of a wheel against its RECORD, which must list each with its size and a
 * SHA-256 or stronger, with none missing and none extra. RECORD lists itself and its
 * signatures without a digest.
 */
export async function verifyRecord(
  wheel: WheelMetadata,
  entries: ReadonlyMap<string, ZipEntry>,
  record: string | undefined,
): Promise<Finding[]> {
  const found: Finding[] = []
  const wrong = (path: string, detail: string): void => {
    found.push(finding('wheel-record-mismatch', 'error', { path }, { wheel: wheel.filename, detail }))
  }
  const isOwnRecord = (path: string): boolean =>
    path.startsWith(`${wheel.distInfo}/`) && isRecordName(path.slice(wheel.distInfo.length + 1))
  if (record === undefined) {
    wrong(`${wheel.distInfo}/RECORD`, 'RECORD is missing')
    return found
  }
  const listed = new Map(parseRecord(record).map((row) => [row.path, row]))
  for (const path of [...entries.keys()].sort(compareText)) {
    const row = listed.get(path)
    if (isOwnRecord(path)) continue
    if (row === undefined) {
      wrong(path, 'the file is not in RECORD')
      continue
    }
    const problem = await compareDigest(wheel.path, path, entries.get(path)?.size ?? 0, row)
    if (problem !== undefined) wrong(path, problem)
  }
  for (const path of [...listed.keys()].sort(compareText)) {
    if (!entries.has(path) && !isOwnRecord(path)) {
      wrong(path, 'the file is in RECORD and not in the wheel')
    }
  }
  return found
}

async function compareDigest(
  archive: string,
  path: string,
  size: number,
  { hash: digest, size: listedSize }: RecordRow,
): Promise<string | undefined> {
  const match = /^(sha256|sha384|sha512)=([\w-]+)=*$/.exec(digest)
  if (match === null) return `RECORD has no SHA-256 or better for the file, and has "${digest}"`
  if (listedSize !== '' && Number(listedSize) !== size) {
    return `RECORD says ${listedSize} bytes, and the file has ${size}`
  }
  const hash = createHash(match[1] ?? '')
  for await (const piece of openZipEntry(archive, path)) hash.update(piece)
  return hash.digest('base64url') === match[2] ? undefined : `the digest differs from RECORD's ${digest}`
}
