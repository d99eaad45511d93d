import type { Layout } from './layout.ts'

/** The content of a line table, for each code unit (2 bytes; before 3.6 each byte). */
export interface Locations {
  /** Lines after the code's first one; `NONE` if there is none. */
  readonly lines: Int32Array
  /** End line, column, end column of each, as one text; empty if there are none. */
  readonly columns: readonly string[]
}

export const NONE = -0x80000000

/**
 * Reads the locations of a line table: `co_lnotab` up to 3.9, `co_linetable` of 3.10 (PEP 626), and
 * the location table from 3.11 on (CPython's Objects/locations.md).
 *
 * @param codeSize bytes of the code
 * @returns undefined for a broken table
 */
export function locationsOf(table: Uint8Array, codeSize: number, layout: Layout): Locations | undefined {
  if (layout.localsplus) return locations(table, codeSize >> 1)
  const lines = new Int32Array(codeSize)
  const fill = layout.major === 3 && layout.minor === 10 ? fillLinetable : fillLnotab
  fill(table, lines, layout.major === 3 && layout.minor >= 6)
  return { lines, columns: [] }
}

function signedByte(byte: number): number {
  return byte < 0x80 ? byte : byte - 0x100
}

/** Pairs of code bytes to the next line, and lines to it (signed from 3.6 on). */
function fillLnotab(table: Uint8Array, lines: Int32Array, signed: boolean): void {
  let at = 0
  let line = 0
  for (let i = 0; i + 1 < table.length; i += 2) {
    const end = at + (table[i] ?? 0)
    lines.fill(line, at, end)
    at = end
    const step = table[i + 1] ?? 0
    line += signed ? signedByte(step) : step
  }
  lines.fill(line, at)
}

/** Pairs of code bytes and lines from the one before; -128 is no line. */
function fillLinetable(table: Uint8Array, lines: Int32Array): void {
  let at = 0
  let line = 0
  for (let i = 0; i + 1 < table.length; i += 2) {
    const end = at + (table[i] ?? 0)
    const step = signedByte(table[i + 1] ?? 0)
    if (step !== -128) line += step
    lines.fill(step === -128 ? NONE : line, at, end)
    at = end
  }
  lines.fill(NONE, at)
}

function locations(table: Uint8Array, units: number): Locations | undefined {
  const lines = new Int32Array(units).fill(NONE)
  const columns: string[] = []
  let at = 0
  let unit = 0
  let line = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift <= 30; shift += 6) {
      const byte = table[at] ?? 0
      at += 1
      value |= (byte & 0x3f) << shift
      if ((byte & 0x40) === 0) break
    }
    return value >>> 0
  }
  while (at < table.length) {
    const first = table[at] ?? 0
    if (first < 0x80) return undefined
    const code = (first >> 3) & 0x0f
    const end = unit + (first & 7) + 1
    at += 1
    // Lines to the end line, column, end column; the same for all forms that an entry can have.
    let column = ''
    if (code < 10) {
      const byte = table[at] ?? 0
      const start = (code << 3) | (byte >> 4)
      column = `0 ${start} ${start + (byte & 0x0f)}`
      at += 1
    } else if (code < 13) {
      line += code - 10
      column = `0 ${table[at]} ${table[at + 1]}`
      at += 2
    } else if (code < 15) {
      const step = varint()
      line += (step & 1) === 0 ? step >>> 1 : -(step >>> 1)
      // Columns are one more, so that 0 can be none.
      if (code === 14) column = `${varint()} ${varint() - 1} ${varint() - 1}`
    }
    if (at > table.length) return undefined
    lines.fill(code === 15 ? NONE : line, unit, end)
    for (; unit < Math.min(end, units); unit += 1) columns.push(column)
    unit = end
  }
  return { lines, columns }
}
