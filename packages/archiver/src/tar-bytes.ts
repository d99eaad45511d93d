import { foldersOf } from '@exuvia/files'
import { type Header, type Pack, pack } from 'tar-stream'
import { type Entry, type WrittenFile, hashedBytes } from './entry.ts'
import { pump } from './pump.ts'

/** The largest size in ustar's eleven octal digits: 8 GiB minus one. */
const USTAR_MAX_SIZE = 0o77777777777
/** tar-stream writes times as signed 32-bit numbers; a later one, from 2038 on, has a pax record. */
const MAX_HEADER_TIME = 0x7fffffff
/** Files up to this size are written in one piece. */
const SMALL = 1024 * 1024

/**
 * Yields the bytes of a POSIX tar archive (pax interchange format, IEEE 1003.1): folders and
 * files in order, owner 0:0 without names, one time for all. Pax records encode paths that do
 * not fit the ustar header or are not ASCII, and sizes from 8 GiB on.
 * @param written receives an item for each file after it is written
 */
export async function* tarBytes(
  entries: readonly Entry[],
  options: { readonly root: string; readonly mtime: number },
  written: WrittenFile[],
): AsyncGenerator<Uint8Array> {
  const tar = pack()
  // Destroy `tar`, so that errors of entries reach its reader.
  const filling = fill(tar, entries, options, written).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  try {
    for await (const chunk of tar) yield chunk as Uint8Array
  } finally {
    tar.destroy()
    await filling
  }
}

async function fill(
  tar: Pack,
  entries: readonly Entry[],
  options: { readonly root: string; readonly mtime: number },
  written: WrittenFile[],
): Promise<void> {
  const mtime = Math.max(Math.trunc(options.mtime), 0)
  const folders = new Set<string>()
  const addFolder = async (folder: string): Promise<void> => {
    if (folders.has(folder)) return
    folders.add(folder)
    await add(tar, header(`${folder}/`, 'directory', 0o755, 0, mtime), undefined)
  }
  await addFolder(options.root)
  for (const entry of entries) {
    const path = `${options.root}/${entry.path}`
    for (const folder of foldersOf(path)) await addFolder(folder)
    const head = header(path, 'file', entry.mode, entry.size, mtime)
    await add(tar, head, hashedBytes(entry, written))
  }
  tar.finalize()
}

/** The facts about an entry that tar-stream requires. */
type EntryHeader = Partial<Header> & Pick<Header, 'name'>

function header(
  name: string,
  type: 'file' | 'directory',
  mode: number,
  size: number,
  mtime: number,
): EntryHeader {
  const time = new Date(Math.min(mtime, MAX_HEADER_TIME) * 1000)
  const base = { name, type, mode, size, mtime: time, uid: 0, gid: 0, uname: '', gname: '' }
  const pax = {
    // The header's own field then contains the size in GNU's binary form, for readers without pax (busybox).
    ...(size > USTAR_MAX_SIZE ? { size: String(size) } : {}),
    ...(mtime > MAX_HEADER_TIME ? { mtime: String(mtime) } : {}),
  }
  return Object.keys(pax).length === 0 ? base : { ...base, pax }
}

/** Adds one entry and waits until tar-stream has consumed it, so that nothing accumulates. */
async function add(
  tar: Pack,
  headers: EntryHeader,
  content: AsyncGenerator<Uint8Array> | undefined,
): Promise<void> {
  if (content !== undefined && (headers.size ?? 0) <= SMALL) {
    const chunks: Uint8Array[] = []
    for await (const chunk of content) chunks.push(chunk)
    await new Promise<void>((resolve, reject) => {
      hush(tar.entry(headers, Buffer.concat(chunks), (error) => (error ? reject(error) : resolve())))
    })
    return
  }
  await new Promise<void>((resolve, reject) => {
    const sink = hush(tar.entry(headers, (error) => (error ? reject(error) : resolve())))
    if (content === undefined) return
    pump(content, sink).catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)))
    })
  })
}

/** Ignores an entry's `error` event, which would end the process; its callback reports the failure. */
function hush(sink: ReturnType<Pack['entry']>): ReturnType<Pack['entry']> {
  sink.on('error', () => undefined)
  return sink
}
