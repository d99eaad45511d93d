import { compareText } from '@exuvia/model'
import { isRecordName, parseRecord, problemOfForm, type RecordRow } from './record.ts'

/** What RECORD and a wheel do not agree about. */
export interface RecordProblem {
  /** In the wheel, or as RECORD writes it. */
  readonly path: string
  readonly detail: string
}

/** A digest of RECORD that the content of a file must have. */
export interface RecordedDigest {
  readonly path: string
  /** As Node's crypto names it. */
  readonly algorithm: string
  /** As RECORD writes it, without the algorithm. */
  readonly digest: string
}

/** What the names and sizes show, and what remains to be hashed. */
export interface RecordCheck {
  readonly problems: readonly RecordProblem[]
  readonly digests: readonly RecordedDigest[]
}

/** Python's names of digests as strong as SHA-256 (`hashlib.algorithms_guaranteed`), and Node's. */
const STRONG: Readonly<Record<string, string>> = {
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
}
const WEAK = new Set(['md5', 'sha1', 'sha224', 'sha3_224'])

/**
 * Compares RECORD with the files of a wheel (PyPA binary distribution format): each file has one row, with
 * a digest of SHA-256 or better, and each row has its file. RECORD's own row has neither digest nor size, and
 * its signatures have no row. Pure: the caller hashes the content.
 * @param record the text of RECORD; undefined if the wheel has none
 * @param distInfo the name of the `.dist-info` folder
 * @param files path → bytes
 */
export function checkRecord(
  record: string | undefined,
  distInfo: string,
  files: ReadonlyMap<string, number>,
): RecordCheck {
  if (record === undefined)
    return { problems: [{ path: `${distInfo}/RECORD`, detail: 'RECORD is missing' }], digests: [] }
  const problems: RecordProblem[] = []
  const digests: RecordedDigest[] = []
  const form = problemOfForm(record)
  if (form !== undefined) problems.push({ path: `${distInfo}/RECORD`, detail: form })
  const rows = Map.groupBy(parseRecord(record), ({ path }) => path)
  for (const path of [...new Set([...files.keys(), ...rows.keys()])].sort(compareText)) {
    const [row, ...more] = rows.get(path) ?? []
    if (isExempt(path, distInfo)) {
      const detail =
        path === `${distInfo}/RECORD` ? problemOfOwnRow(row, more.length) : problemOfSignature(row)
      if (detail !== undefined) problems.push({ path, detail })
      continue
    }
    const size = files.get(path)
    const detail =
      row === undefined
        ? 'the file is not in RECORD'
        : size === undefined
          ? problemOfLoneRow(path, files)
          : more.length > 0
            ? `RECORD has ${more.length + 1} rows for the file`
            : problemOfRow(row, size)
    if (detail !== undefined) problems.push({ path, detail })
    else if (row !== undefined && size !== undefined) digests.push(digestOf(row))
  }
  return { problems, digests }
}

/** Why content does not have a recorded digest; undefined if it does. @param found its digest */
export function problemOfDigest({ algorithm, digest }: RecordedDigest, found: Buffer): string | undefined {
  const expected = found.toString('base64url')
  if (digest === expected) return undefined
  if (digest.replace(/={1,2}$/, '') === expected) return `its ${algorithm} digest is written with padding`
  if (digest.toLowerCase() === found.toString('hex'))
    return `its ${algorithm} digest is written in hexadecimal instead of base64`
  return `the digest differs from RECORD's ${algorithm}=${digest}`
}

function isExempt(path: string, distInfo: string): boolean {
  return path.startsWith(`${distInfo}/`) && isRecordName(path.slice(distInfo.length + 1))
}

function problemOfOwnRow(row: RecordRow | undefined, more: number): string | undefined {
  if (row === undefined) return 'RECORD has no row for itself'
  if (more > 0) return `RECORD has ${more + 1} rows for itself`
  return row.hash === '' && row.size === '' ? undefined : 'RECORD has a digest or a size of itself'
}

/** A signature is made after RECORD, which does not mention it (binary distribution format). */
function problemOfSignature(row: RecordRow | undefined): string | undefined {
  return row === undefined ? undefined : 'RECORD has a row for its own signature'
}

function problemOfLoneRow(path: string, files: ReadonlyMap<string, number>): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'RECORD has an absolute path'
  const parts = path.split('/')
  if (parts.includes('..')) return 'RECORD has a path with ".."'
  // Some tools list folders.
  const isFolder = path.endsWith('/') && [...files.keys()].some((file) => file.startsWith(path))
  return isFolder ? undefined : 'the file is in RECORD and not in the wheel'
}

function problemOfRow({ hash, size: listed }: RecordRow, size: number): string | undefined {
  const [algorithm = '', digest] = hash.split(/=(.*)/s, 2)
  if (hash === '') return 'RECORD has no digest for the file'
  if (WEAK.has(algorithm.toLowerCase()))
    return `RECORD has the weak digest "${algorithm}"; expected SHA-256 or better`
  if (!Object.hasOwn(STRONG, algorithm) || digest === undefined || digest === '')
    return `RECORD has the unknown digest "${hash.slice(0, 80)}"; expected sha256= and the digest`
  if (listed === '') return 'RECORD has no size for the file'
  return /^\d+$/.test(listed) && Number(listed) === size
    ? undefined
    : `RECORD says ${listed} bytes, and the file has ${size}`
}

function digestOf({ path, hash }: RecordRow): RecordedDigest {
  const at = hash.indexOf('=')
  return { path, algorithm: STRONG[hash.slice(0, at)] ?? '', digest: hash.slice(at + 1) }
}
