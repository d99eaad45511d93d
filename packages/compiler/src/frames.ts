import { Buffer } from 'node:buffer'
import type { CompilerLevel } from '@exuvia/model'

/** One source to compile. */
export interface CompileRequest extends CompilerLevel {
  /** `co_filename`. */
  readonly filename: string
  readonly source: Uint8Array
}

/**
 * Where Python found the error: `parser` or `compiler` (its columns are counted
 * differently), `fstring` where line and column are inside an f-string's expression
 * (before 3.9), `other` where it is no syntax error.
 */
export type ErrorStage = 'parser' | 'compiler' | 'fstring' | 'other'

/** Python's own error about a source that does not compile. */
export interface CompileError {
  readonly stage: ErrorStage
  /** The exception's name: `SyntaxError`, `RecursionError`. */
  readonly type: string
  readonly message: string
  readonly line: number | undefined
  /** In Python's counting; see column.ts. */
  readonly offset: number | undefined
  /** The line that Python shows; it may not be in the file. */
  readonly text: string
}

export type CompileAnswer =
  | { readonly kind: 'code'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly error: CompileError }
  /** Only a worker that has compiled nothing yet can compile it. */
  | { readonly kind: 'not-fresh' }

export const READY = 0
const CODE = 1
/** Code; the interpreter must compile nothing after it; see worker-script.ts. */
const LAST_CODE = 3
/** Earlier sources affect this one: a new interpreter must compile it. */
const NOT_FRESH = 4

/** One answer as it comes: kind (one of those above, or 2: an error) and payload. */
export interface Frame {
  readonly kind: number
  readonly payload: Buffer
}

const CHANGES: readonly CompileRequest['change'][] = [undefined, 'empty', 'strip']

/**
 * A request's bytes: optimisation level, what becomes of docstrings (0: nothing; 1 byte each), sizes of the file
 * name and the source (4 bytes each, big-endian), the file name in UTF-8, the source.
 */
export function encodeRequest(request: CompileRequest): readonly Uint8Array[] {
  const filename = Buffer.from(request.filename, 'utf8')
  const head = Buffer.alloc(10)
  head.writeUInt8(request.optimize, 0)
  head.writeUInt8(CHANGES.indexOf(request.change), 1)
  head.writeUInt32BE(filename.length, 2)
  head.writeUInt32BE(request.source.length, 6)
  return [Buffer.concat([head, filename]), request.source]
}

/** Far above any code object; more means that another program writes to the pipe. */
const LARGEST_PAYLOAD = 1 << 29

/**
 * Cuts a stream of chunks into frames: kind (1 byte), size (4 bytes, big-endian), payload.
 * @returns a function that takes a chunk and gives the frames it completes
 */
export function frameReader(): (chunk: Buffer) => Frame[] {
  let pending: Buffer[] = []
  let pendingSize = 0
  let wanted = 5
  return (chunk) => {
    pending.push(chunk)
    pendingSize += chunk.length
    const frames: Frame[] = []
    while (pendingSize >= wanted) {
      const joined = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending)
      const size = joined.readUInt32BE(1)
      if (size > LARGEST_PAYLOAD) throw new RangeError(`a frame of ${size} bytes`)
      wanted = 5 + size
      if (joined.length < wanted) {
        pending = [joined]
        break
      }
      frames.push({ kind: joined.readUInt8(0), payload: joined.subarray(5, wanted) })
      pending = [joined.subarray(wanted)]
      pendingSize -= wanted
      wanted = 5
    }
    return frames
  }
}

/** Whether a worker must not be asked again after this answer. */
export function isLast(frame: Frame): boolean {
  return frame.kind === LAST_CODE || frame.kind === NOT_FRESH
}

/** Reads the payload of a `READY` frame: the magic number and Python's `sys.version`. */
export function readGreeting({ payload }: Frame): { readonly magic: number; readonly version: string } {
  return { magic: payload.readUInt16LE(0), version: payload.toString('utf8', 4) }
}

/** Reads the payload of a frame other than `READY`. */
export function decodeAnswer(frame: Frame): CompileAnswer {
  if (frame.kind === CODE || frame.kind === LAST_CODE) return { kind: 'code', bytes: frame.payload }
  if (frame.kind === NOT_FRESH) return { kind: 'not-fresh' }
  const [stage = '', type = '', message = '', line = '', offset = '', text = ''] = frame.payload
    .toString('utf8')
    .split('\0')
  return {
    kind: 'error',
    error: {
      stage: stage === 'parser' || stage === 'compiler' || stage === 'fstring' ? stage : 'other',
      type,
      message,
      line: positive(line),
      offset: line === '' || offset === '' ? undefined : Number(offset),
      text,
    },
  }
}

function positive(text: string): number | undefined {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : undefined
}
