import { WriteStream, isatty } from 'node:tty'
import { isMainThread } from 'node:worker_threads'

/**
 * Where a run writes. Streams of a worker thread do not say whether they are a terminal, how wide
 * it is and what colours it has, so a terminal is opened here; a file or a pipe is written by the
 * main thread.
 */
export const stdout = open(1, process.stdout)
export const stderr = open(2, process.stderr)

function open(descriptor: number, otherwise: NodeJS.WriteStream): NodeJS.WriteStream {
  return !isMainThread && isatty(descriptor) ? new WriteStream(descriptor) : otherwise
}
