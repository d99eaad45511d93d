import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/**
 * Bytes to encode as deflate blocks that end at a whole byte: up to a window before the segment, and from `start` on
 * the segment. `last`: whether the stream ends with it.
 */
export interface Segment {
  readonly bytes: Uint8Array
  readonly start: number
  readonly last: boolean
}

interface Job {
  readonly user: symbol
  readonly segment: Segment
  readonly resolve: (encoded: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/** Maximum threads, for any number of tarballs at once. */
export const THREADS = availableParallelism()

// One pool for the process, so that concurrent tarballs share its threads. They live while they have
// a user.
const users = new Set<symbol>()
const threads = new Set<Worker>()
const idle: Worker[] = []
let waiting: Job[] = []
const running = new Map<Worker, Job>()

/** Encodes segments; each depends on nothing but its own value. */
export interface SegmentEncoding {
  /** Encodes a segment; callers may start several at a time. */
  encode(segment: Segment): Promise<Uint8Array>
  /** Drops unanswered segments. */
  close(): void
}

/** Opens the pool. Threads start when needed, and end when the last user closes. */
export function openSegmentThreads(): SegmentEncoding {
  const user = Symbol('user')
  users.add(user)
  return {
    encode: (segment) =>
      new Promise((resolve, reject) => {
        waiting.push({ user, segment, resolve, reject })
        assign()
      }),
    close() {
      users.delete(user)
      waiting = waiting.filter((job) => job.user !== user)
      if (users.size > 0) return
      for (const thread of threads) void thread.terminate()
      threads.clear()
      idle.length = 0
    },
  }
}

function assign(): void {
  while (waiting.length > 0) {
    const thread = idle.pop() ?? (threads.size < THREADS ? startThread() : undefined)
    if (thread === undefined) return
    run(thread, waiting.shift() as Job)
  }
}

function startThread(): Worker {
  // Beside this file, in the TypeScript sources as well as in the build.
  const file = new URL(`./segment-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url)
  const thread = new Worker(file, { env: {}, execArgv: [] })
  threads.add(thread)
  let reason = 'it ended'
  thread.on('message', (encoded: Uint8Array) => {
    takeJob(thread)?.resolve(encoded)
    if (!threads.has(thread)) return
    idle.push(thread)
    assign()
  })
  thread.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)))
  thread.on('exit', () => {
    const known = threads.delete(thread)
    if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1)
    takeJob(thread)?.reject(new Error(`a thread that compresses: ${reason}`))
    if (known) assign()
  })
  return thread
}

function run(thread: Worker, job: Job): void {
  running.set(thread, job)
  thread.postMessage(job.segment, [])
}

function takeJob(thread: Worker): Job | undefined {
  const job = running.get(thread)
  running.delete(thread)
  return job
}
