import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { messageOf } from '@exuvia/model'
import {
  answerOf,
  flatHeaders,
  networkFailure,
  startRequest,
  startWatch,
  type TransferOptions,
} from '@exuvia/network'

/** Time limit without progress: the kernel buffers megabytes at a time, which keep a slow line busy. */
const SEND_STALL_AFTER = 120_000
/** Time limit for the answer after the last byte of an upload: the server has to store gigabytes. */
const ANSWER_AFTER = 600_000
const LARGEST_ANSWER = 4 * 1024 * 1024
const CHUNK = 256 * 1024

export interface FileBody {
  readonly path: string
  readonly size: number
}

export interface UploadAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Digest of the sent bytes, lower-case hex. Undefined if the answer came before all were sent. */
  readonly sentSha256: string | undefined
}

/** The file changed after planning. */
export class FileChanged extends Error {}

/**
 * Sends a file as raw bytes with its Content-Length. Opens it again, hashes the bytes it sends, and reads the
 * answer, which may come before the last byte is sent.
 * @throws Failure of kind `network` or `stall`; FileChanged
 */
export async function uploadFile(
  url: string,
  body: FileBody,
  options: TransferOptions & { readonly onSent?: (bytes: number) => void },
): Promise<UploadAnswer> {
  const { headers, redact, clock, signal } = options
  const file = await open(body.path).catch((error: unknown) => {
    throw new FileChanged(`${body.path} cannot be read (${messageOf(error)})`)
  })
  const watch = startWatch(clock, signal)
  watch.progress(SEND_STALL_AFTER)
  const outgoing = startRequest(url, 'POST', { ...headers, 'content-length': String(body.size) })
  watch.onStop((error) => outgoing.destroy(error))
  try {
    const answered = answerOf(outgoing)
    const state = { isOver: false }
    const over = (): void => {
      state.isOver = true
    }
    answered.then(over, over)
    const hash = createHash('sha256')
    // Reuse one buffer, so that gigabytes leave no garbage.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, body.size))
    let sent = 0
    while (!state.isOver && !outgoing.destroyed && sent < body.size) {
      const chunk = await readChunk(file, body, buffer, sent)
      hash.update(chunk)
      await write(outgoing, chunk)
      sent += chunk.length
      watch.progress(SEND_STALL_AFTER)
      options.onSent?.(sent)
    }
    if (!state.isOver) outgoing.end()
    watch.progress(ANSWER_AFTER)
    const message = await answered
    return {
      status: message.statusCode ?? 0,
      headers: flatHeaders(message),
      text: await readText(message),
      sentSha256: sent === body.size ? hash.digest('hex') : undefined,
    }
  } catch (error) {
    if (error instanceof FileChanged) throw error
    throw watch.stopped() ?? networkFailure(error, redact)
  } finally {
    watch.end()
    if (!outgoing.destroyed && !outgoing.writableFinished) outgoing.destroy()
    await file.close()
  }
}

/** The file's next bytes. @throws FileChanged if they are missing */
async function readChunk(file: FileHandle, body: FileBody, buffer: Buffer, sent: number): Promise<Buffer> {
  const length = Math.min(buffer.length, body.size - sent)
  const { bytesRead } = await file.read(buffer, 0, length).catch((error: unknown) => {
    throw new FileChanged(`${body.path} cannot be read (${messageOf(error)})`)
  })
  if (bytesRead > 0) return buffer.subarray(0, bytesRead)
  throw new FileChanged(`${body.path} has ${sent} bytes, and ${body.size} were to be published`)
}

/** Resolves when the kernel has the chunk, or immediately if the request is over. */
function write(outgoing: ClientRequest, chunk: Uint8Array): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('close', done)
      outgoing.off('response', done)
      resolve()
    }
    outgoing.on('close', done)
    outgoing.on('response', done)
    outgoing.write(chunk, done)
  })
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > LARGEST_ANSWER) throw new Error('an answer of more than 4 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
