import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import { type Deflated, type SegmentEncoding, deflate, openSegmentThreads, rechunk } from '@exuvia/deflate'
import { foldersOf } from '@exuvia/files'
import { type Entry, type WrittenFile, hashedBytes, orderEntries } from './entry.ts'
import { PIECE, SMALLEST, type WrittenArchive, writeArchive } from './write-archive.ts'
import type { ArchiveOptions } from './write-tarball.ts'
import {
  ZIP64_FROM,
  type ZipMember,
  centralHeader,
  dataDescriptor,
  dosTime,
  endRecords,
  localHeader,
} from './zip-records.ts'

/** How a zip is written. */
export interface ZipOptions extends ArchiveOptions {
  /** Writes zip64 records even where no number needs them. */
  readonly zip64?: boolean
}

const S_IFREG = 0o100000
const S_IFDIR = 0o040000
/** Deflate adds 5 bytes for each 64 KiB that it cannot compress. */
const MARGIN = 0x100000

/**
 * Writes a `.zip` with the same bytes on every machine: what `writeTarball` promises, as PKWARE's APPNOTE
 * describes it. Names are UTF-8 with `/`, times are UTC.
 * @throws as `writeTarball`
 */
export async function writeZip(
  out: string,
  entries: readonly Entry[],
  options: ZipOptions,
): Promise<WrittenArchive> {
  const ordered = orderEntries(entries)
  return writeArchive(out, options.signal, (files) => [
    Readable.from(zipBytes(ordered, options, files), { objectMode: false, highWaterMark: PIECE }),
  ])
}

async function* zipBytes(
  entries: readonly Entry[],
  { root, mtime, level, zip64 = false }: ZipOptions,
  written: WrittenFile[],
): AsyncGenerator<Uint8Array> {
  const at = dosTime(mtime)
  const directory: Buffer[] = []
  const folders = new Set<string>()
  let offset = 0
  const threads = level === SMALLEST ? openSegmentThreads() : undefined
  try {
    for (const entry of entries) {
      const path = `${root}/${entry.path}`
      for (const folder of foldersOf(path)) {
        if (folders.has(folder)) continue
        folders.add(folder)
        const name = Buffer.from(`${folder}/`)
        const empty = { crc: 0, size: 0, packedSize: 0, isPacked: false, zip64: false }
        const member: ZipMember = { name, mode: S_IFDIR | 0o755, offset, ...empty }
        const header = localHeader(member, at)
        yield header
        directory.push(centralHeader(member, at))
        offset += header.length
      }
      const about = {
        name: Buffer.from(path),
        isPacked: true,
        zip64: zip64 || entry.size >= ZIP64_FROM - MARGIN,
      }
      const header = localHeader(about, at)
      yield header
      const total: Deflated = { crc: 0, size: 0 }
      let packedSize = 0
      for await (const piece of packed(hashedBytes(entry, written), level, threads, total)) {
        packedSize += piece.byteLength
        yield piece
      }
      const member: ZipMember = { ...about, ...total, packedSize, mode: S_IFREG | entry.mode, offset }
      const descriptor = dataDescriptor(member)
      yield descriptor
      directory.push(centralHeader(member, at))
      offset += header.length + packedSize + descriptor.length
    }
  } finally {
    threads?.close()
  }
  const central = Buffer.concat(directory)
  yield central
  yield endRecords(directory.length, central.length, offset, zip64)
}

/** Compresses one entry. */
function packed(
  content: AsyncIterable<Uint8Array>,
  level: number,
  threads: SegmentEncoding | undefined,
  total: Deflated,
): AsyncIterable<Uint8Array> {
  if (threads !== undefined) return deflate(content, threads, total)
  const source = Readable.from(counted(rechunk(content, PIECE), total), { objectMode: false })
  const encoder = createDeflateRaw({ level, chunkSize: PIECE })
  // The reader of the encoder gets the source's error.
  source.on('error', (error) => encoder.destroy(error))
  encoder.on('close', () => source.destroy())
  return source.pipe(encoder)
}

async function* counted(content: AsyncIterable<Uint8Array>, total: Deflated): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    total.crc = crc32(chunk, total.crc)
    total.size += chunk.byteLength
    yield chunk
  }
}
