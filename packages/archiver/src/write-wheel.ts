import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { compareText, usageError } from '@exuvia/model'
import { distInfoFolders, formatRecordRow, recordRow, unhashedRow } from '@exuvia/packaging'
import { ZipFile } from 'yazl'
import { rechunk } from '@exuvia/deflate'
import { type Entry, type WrittenFile, hashedBytes, orderEntries } from './entry.ts'
import { PIECE, type WrittenArchive, writeArchive } from './write-archive.ts'

/** How a wheel is written. */
export interface WheelOptions {
  /** Seconds since 1970, the time of every entry; zip knows 1980 to 2107. */
  readonly mtime: number
  readonly signal?: AbortSignal | undefined
}

const LEVEL = 9
const S_IFREG = 0o100000

/**
 * Writes a wheel (PyPA binary distribution format) with the same bytes on every machine:
 * entries sorted, `.dist-info` at the end, one time, fixed modes. It makes `RECORD` from the
 * written files and puts it last; it skips a `RECORD` among the entries, which is out of date.
 * @throws usage errors `entry-path` and `no-dist-info`; outside errors as `writeTarball`
 */
export async function writeWheel(
  out: string,
  entries: readonly Entry[],
  options: WheelOptions,
): Promise<WrittenArchive> {
  const info = distInfoOf(entries)
  const record = `${info}/RECORD`
  const ordered = dataFirst(
    orderEntries(entries).filter(({ path }) => path !== record),
    info,
  )
  return writeArchive(out, options.signal, (files) => {
    const zip = new ZipFile()
    const output = zip.outputStream as Readable
    zip.on('error', (error: Error) => output.destroy(error))
    let reading: Readable | undefined
    output.once('close', () => reading?.destroy())
    const mtime = utcClock(options.mtime)
    const add = (path: string, mode: number, open: () => AsyncIterable<Uint8Array>): void => {
      const about = { mtime, mode: S_IFREG | mode, compressionLevel: LEVEL, forceDosTimestamp: true }
      zip.addReadStreamLazy(path, about, (give) => {
        const content = Readable.from(rechunk(open(), PIECE), { objectMode: false })
        content.on('error', (error) => output.destroy(error))
        // yazl reads one entry after the other.
        reading = content
        give(null, content)
      })
    }
    for (const entry of ordered) add(entry.path, entry.mode, () => recorded(entry, files))
    add(record, 0o644, () => once(Buffer.from(recordText(files, record)), record, files))
    zip.end()
    return [output]
  })
}

/** Moves `.dist-info` to the end of the file, as the wheel format recommends. */
function dataFirst(entries: readonly Entry[], info: string): Entry[] {
  const inside = ({ path }: Entry): boolean => path.startsWith(`${info}/`)
  return [...entries.filter((entry) => !inside(entry)), ...entries.filter(inside)]
}

function distInfoOf(entries: readonly Entry[]): string {
  const folders = distInfoFolders(entries.map(({ path }) => path))
  const [first] = folders
  if (first === undefined || folders.length > 1) {
    throw usageError('no-dist-info', { count: folders.length })
  }
  return first
}

/** A wheel's RECORD trusts no digest that came with an entry. */
function recorded({ sha256: _given, ...entry }: Entry, files: WrittenFile[]): AsyncGenerator<Uint8Array> {
  return hashedBytes(entry, files)
}

async function* once(bytes: Buffer, path: string, files: WrittenFile[]): AsyncGenerator<Uint8Array> {
  files.push({ path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  yield bytes
}

/** Formats RECORD, without digests of RECORD itself and its signatures ("recording installed projects"). */
function recordText(files: readonly WrittenFile[], record: string): string {
  const lines = files.map(({ path, sha256, size }) =>
    formatRecordRow(
      path === `${record}.jws` || path === `${record}.p7s`
        ? unhashedRow(path)
        : recordRow(path, sha256, size),
    ),
  )
  return `${[...lines, formatRecordRow(unhashedRow(record))].sort(compareText).join('\n')}\n`
}

/** Makes a date that shows UTC in the machine's time zone, in which yazl reads its parts. */
function utcClock(seconds: number): Date {
  const EARLIEST = Date.UTC(1980, 0, 1)
  const LATEST = Date.UTC(2107, 11, 31, 23, 59, 58)
  const clock = new Date(Math.min(Math.max(seconds * 1000, EARLIEST), LATEST))
  // Near the ends of zip's calendar yazl compares with dates in the machine's zone: stay inside.
  const value = Math.min(Math.max(clock.getTime(), EARLIEST + DAY), LATEST - DAY)
  return Object.assign(new Date(value), {
    getFullYear: () => clock.getUTCFullYear(),
    getMonth: () => clock.getUTCMonth(),
    getDate: () => clock.getUTCDate(),
    getHours: () => clock.getUTCHours(),
    getMinutes: () => clock.getUTCMinutes(),
    getSeconds: () => clock.getUTCSeconds(),
  })
}

const DAY = 24 * 60 * 60 * 1000
