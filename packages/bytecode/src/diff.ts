import { headerBytes } from './header.ts'
import { layoutForMagic } from './layout.ts'
import { Canon } from './normalise.ts'
import { type PycFile, readPyc } from './read.ts'
import type { CodeValue } from './types.ts'

/**
 * What kind of thing differs between two .pyc files. `magic`: they are of different Pythons, and nothing
 * else is compared. `encoding`: all values are equal, and written in different bytes.
 */
export type DifferenceKind =
  | 'magic'
  | 'header'
  | 'code'
  | 'constants'
  | 'names'
  | 'arguments'
  | 'flags'
  | 'lines'
  | 'exceptions'
  | 'file-name'
  | 'encoding'

export interface Difference {
  readonly kind: DifferenceKind
  /** The code object: `<module>`, `<module>.Class.method`; empty for the file as a whole. */
  readonly where: string
}

/** By place among the fields that `Canon` numbers; constants are compared one by one. */
const FIELDS: readonly (DifferenceKind | undefined)[] = [
  'code',
  undefined,
  'names',
  'names',
  'names',
  'names',
  'names',
  'file-name',
  'names',
  'names',
  'lines',
  'exceptions',
]
const CONSTS = 1
const NAME = 8

/**
 * What differs between two .pyc files, and where, in the order of the first file; empty for equal bytes.
 * Code objects are paired by their place among the constants.
 *
 * @throws what `readPyc` throws, and BytecodeError `bytecode-cyclic`
 */
export function diffPyc(a: Uint8Array, b: Uint8Array): readonly Difference[] {
  const [first, second] = [readPyc(a), readPyc(b)]
  if (first.magic !== second.magic) return [{ kind: 'magic', where: '' }]
  const differences = headerDiffers(first, second) ? [{ kind: 'header', where: '' } as Difference] : []
  const canon = new Canon(layoutForMagic(first.magic), {})
  const comparison = new Comparison(canon)
  comparison.values(canon.add(first.value), canon.add(second.value), '')
  differences.push(...comparison.found)
  if (differences.length > 0 || Buffer.compare(a, b) === 0) return differences
  return [{ kind: 'encoding', where: '' }]
}

function headerDiffers(a: PycFile, b: PycFile): boolean {
  return Buffer.compare(headerBytes(a.header), headerBytes(b.header)) !== 0
}

class Comparison {
  readonly found: Difference[] = []
  private readonly seen = new Set<string>()
  private readonly reported = new Set<string>()
  private readonly names = new Map<number, string>()
  private readonly canon: Canon

  constructor(canon: Canon) {
    this.canon = canon
  }

  /** Compares two values of which one or both may be code objects. */
  values(a: number, b: number, where: string): void {
    const { uniques } = this.canon
    const first = uniques.codeOf(a)
    const second = uniques.codeOf(b)
    if (first === undefined || second === undefined) {
      if (a !== b) this.add('constants', where)
      return
    }
    // A pair that many places hold is compared once.
    const pair = `${a},${b}`
    if (this.seen.has(pair)) return
    this.seen.add(pair)

    const name = this.name(first.fields[NAME] ?? 0)
    const inside = where === '' ? name : `${where}.${name}`
    this.numbers(first.code, second.code, inside)
    FIELDS.forEach((kind, index) => {
      if (kind !== undefined && first.fields[index] !== second.fields[index]) this.add(kind, inside)
    })
    this.constants(first.fields[CONSTS] ?? 0, second.fields[CONSTS] ?? 0, inside)
  }

  private constants(a: number, b: number, where: string): void {
    const pair = `${a},${b}`
    if (a === b || this.seen.has(pair)) return
    this.seen.add(pair)
    const left = this.canon.uniques.itemsOf(a)
    const right = this.canon.uniques.itemsOf(b)
    if (left.length !== right.length) this.add('constants', where)
    for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
      this.values(left[i] ?? 0, right[i] ?? 0, where)
    }
  }

  /** Cut at 200 characters, which no real name reaches. */
  private name(number: number): string {
    const known = this.names.get(number)
    if (known !== undefined) return known
    const name = this.canon.uniques.textOf(number).slice(0, 200)
    this.names.set(number, name)
    return name
  }

  private numbers(a: CodeValue, b: CodeValue, where: string): void {
    if (
      a.argcount !== b.argcount ||
      a.posonlyargcount !== b.posonlyargcount ||
      a.kwonlyargcount !== b.kwonlyargcount
    ) {
      this.add('arguments', where)
    }
    if (a.flags !== b.flags) this.add('flags', where)
    if (a.stacksize !== b.stacksize || a.nlocals !== b.nlocals) this.add('code', where)
    if (a.firstlineno !== b.firstlineno) this.add('lines', where)
  }

  private add(kind: DifferenceKind, where: string): void {
    const key = `${kind} ${where}`
    if (this.reported.has(key)) return
    this.reported.add(key)
    this.found.push({ kind, where })
  }
}
