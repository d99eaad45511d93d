import { message } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import type { Layout } from './layout.ts'

/** What line tables keep: lines and columns, lines, or only the line of the `def`. */
export type LineDetail = 'full' | 'lines' | 'none'

const LONG = 14
const NO_COLUMNS = 13
const NO_LOCATION = 15
/** No file has as many lines, and the difference of two is written in 31 bits. */
const MAX_LINE = 2 ** 28
/** Maximum code units in one entry of a location table. */
const ENTRY_UNITS = 8

/**
 * Returns the smallest line table with the given detail that is safe for programs: `none` gives
 * every instruction the line of its `def`. An empty table does that up to 3.9; 3.10 reads it as
 * "no line", and 3.11 cannot print a traceback with it. "No line" for every code unit is smaller, but gives
 * `f_lineno` as None, for which `logging` with `%(lineno)d` loses its records.
 *
 * @param codeSize bytes of the code that the table is for
 * @param start where in its file the table begins, for errors
 * @throws BytecodeError `bytecode-bad-value` if the table is broken
 */
export function slimLineTable(
  table: Uint8Array,
  codeSize: number,
  detail: LineDetail,
  layout: Layout,
  start: number,
): Uint8Array {
  if (detail === 'full') return table
  if (detail === 'none') return firstLine(codeSize, layout)
  return layout.localsplus ? withoutColumns(table, start) : table
}

/** One line, a step of 0 from `co_firstlineno`, for all of the code and no more (PEP 626). */
function firstLine(codeSize: number, layout: Layout): Uint8Array {
  // Bytes of code that one entry covers; 3.10 has pairs of a size and a line's step (lnotab_notes.txt).
  const most = layout.localsplus ? 2 * ENTRY_UNITS : layout.minor === 10 ? 254 : 0
  if (most === 0) return new Uint8Array()
  const table = new Uint8Array(2 * Math.ceil(codeSize / most))
  for (let at = 0, left = codeSize; left > 0; at += 2, left -= most) {
    const size = Math.min(left, most)
    table[at] = layout.localsplus ? head(NO_COLUMNS, size >> 1) : size
  }
  return table
}

/**
 * A location table (CPython's `Objects/locations.md`, 3.11 and later) with lines only, as
 * `-X no_debug_ranges` has them, and neighbours on one line joined.
 */
function withoutColumns(table: Uint8Array, start: number): Uint8Array {
  const out: number[] = []
  // The run that is being gathered: its code units, and its line against the last one written.
  let units = 0
  let delta = 0
  let located = false
  let at = 0
  // Lines are relative to the last entry with a line; entries without one do not change it.
  let line = 0
  let written = 0

  const flush = (): void => {
    let left = units
    let step = delta
    while (left > 0) {
      const length = Math.min(left, ENTRY_UNITS)
      if (located) {
        out.push(head(NO_COLUMNS, length))
        pushSigned(out, step)
        step = 0
      } else {
        out.push(head(NO_LOCATION, length))
      }
      left -= length
    }
    units = 0
  }
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 6) {
      const byte = table[at]
      // Bit 7 begins the next entry: CPython finds entries by it, and would read others than this.
      if (byte === undefined || byte >= 0x80 || shift > 30) throw broken(start + at)
      at += 1
      value |= (byte & 0x3f) << shift
      if ((byte & 0x40) === 0) return value >>> 0
    }
  }
  const signed = (): number => {
    const value = varint()
    return (value & 1) === 0 ? value >>> 1 : -(value >>> 1)
  }

  const skip = (count: number): void => {
    for (let end = at + count; at < end; at += 1) if ((table[at] ?? 0x80) >= 0x80) throw broken(start + at)
  }

  while (at < table.length) {
    const first = table[at] ?? 0
    if (first < 0x80) throw broken(start + at)
    const code = (first >> 3) & 0x0f
    const length = (first & 7) + 1
    at += 1
    let has = true
    if (code < 10) skip(1)
    else if (code < NO_COLUMNS) {
      line += code - 10
      skip(2)
    } else if (code === NO_LOCATION) has = false
    else {
      line += signed()
      if (code === LONG) {
        varint()
        varint()
        varint()
      }
    }
    if (Math.abs(line) > MAX_LINE) throw broken(start + at)
    const same = units > 0 && has === located && (!has || line === written)
    if (!same) {
      flush()
      located = has
      if (has) {
        delta = line - written
        written = line
      }
    }
    units += length
  }
  flush()
  return Uint8Array.from(out)
}

function head(code: number, units: number): number {
  return 0x80 | (code << 3) | (units - 1)
}

/** A signed varint: 6 bits a byte, the lowest first, bit 6 for more, the sign in the lowest bit. */
function pushSigned(out: number[], value: number): void {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  while (rest > 0x3f) {
    out.push(0x40 | (rest & 0x3f))
    rest >>>= 6
  }
  out.push(rest)
}

function broken(at: number): BytecodeError {
  return new BytecodeError(message('bytecode-bad-value', { offset: at, reason: 'a broken line table' }))
}
