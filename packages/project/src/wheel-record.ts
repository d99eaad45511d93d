import { createHash } from 'node:crypto'
import { compareText, type Finding, finding } from '@exuvia/model'
import type { WheelMetadata } from './wheel.ts'
import { openZipEntry, type ZipEntry } from '@exuvia/files'

/**
 * Checks every file of a wheel against its RECORD: each listed with a SHA-256 or better
 * and the size, none missing, none extra. RECORD itself and its signatures are listed
 * without digest.
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
  if (record === undefined) {
    wrong(`${wheel.distInfo}/RECORD`, 'RECORD is missing')
    return found
  }
  const listed = new Map<string, readonly [hash: string, size: string]>()
  for (const row of parseCsv(record)) {
    const [path = '', hash = '', size = ''] = row
    if (path !== '') listed.set(path.replaceAll('\\', '/'), [hash, size])
  }
  for (const path of [...entries.keys()].sort(compareText)) {
    const row = listed.get(path)
    const withoutDigest = /\/RECORD(?:\.jws|\.p7s)?$/.test(path) && path.startsWith(`${wheel.distInfo}/`)
    if (withoutDigest) continue
    if (row === undefined) {
      wrong(path, 'the file is not in RECORD')
      continue
    }
    const problem = await compareDigest(wheel.path, path, entries.get(path)?.size ?? 0, row)
    if (problem !== undefined) wrong(path, problem)
  }
  for (const path of [...listed.keys()].sort(compareText)) {
    if (!entries.has(path) && !path.startsWith(`${wheel.distInfo}/RECORD`)) {
      wrong(path, 'the file is in RECORD and not in the wheel')
    }
  }
  return found
}

async function compareDigest(
  archive: string,
  path: string,
  size: number,
  [digest, listedSize]: readonly [string, string],
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

/** Rows of CSV with Excel's quoting, as Python's csv module writes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  const endRow = (): void => {
    row.push(field)
    field = ''
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') field += text[++at]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      row.push(field)
      field = ''
    } else if (char === '\n') endRow()
    else if (char !== '\r') field += char
  }
  endRow()
  return rows
}
