import { type MarshalValue, type PycFile, TYPE } from '../../src/index.ts'
import { layoutForMagic } from '../../src/layout.ts'

/** Offsets in a file: type codes, lengths, reference indices and numbers, and each value's bytes. */
export interface Tokens {
  readonly types: number[]
  readonly shortLengths: number[]
  /** Of 32 bits: lengths and counts. */
  readonly lengths: number[]
  readonly indices: number[]
  /** Of 32 bits: the numbers of code objects. */
  readonly numbers: number[]
  readonly lineTables: (readonly [start: number, end: number])[]
  readonly values: (readonly [start: number, end: number])[]
}

/** Walks a file that was read as it is written. */
export function tokensOf(file: PycFile): Tokens {
  const tokens: Tokens = {
    types: [],
    shortLengths: [],
    lengths: [],
    indices: [],
    numbers: [],
    lineTables: [],
    values: [],
  }
  const layout = layoutForMagic(file.magic)
  let at: number = file.header.length
  const numbers = (count: number): void => {
    for (let i = 0; i < count; i += 1, at += 4) tokens.numbers.push(at)
  }
  const visit = (value: MarshalValue | undefined): void => {
    if (value === undefined) return
    const start = at
    tokens.types.push(at)
    at += 1
    switch (value.kind) {
      case 'singleton':
        break
      case 'ref':
        tokens.indices.push(at)
        at += 4
        break
      case 'leaf':
        if (value.type === TYPE.shortAscii || value.type === TYPE.shortAsciiInterned)
          tokens.shortLengths.push(at)
        // A number's count of digits is in its payload.
        else if (value.type === TYPE.long || value.start === at + 4) tokens.lengths.push(at)
        at = value.end
        break
      case 'items':
        if (value.type === TYPE.smallTuple) tokens.shortLengths.push(at)
        else if (hasCount(value.type)) tokens.lengths.push(at)
        at += value.type === TYPE.smallTuple ? 1 : hasCount(value.type) ? 4 : 0
        value.items.forEach(visit)
        if (value.type === TYPE.dict || value.type === TYPE.frozenDict) at += 1
        break
      case 'code':
        numbers(
          layout.localsplus ? 5 : 3 + Number(layout.kwonlyargcount) + Number(layout.posonlyargcount) + 1,
        )
        for (const field of [value.code, value.consts, value.names, value.locals, value.localspluskinds])
          visit(field)
        for (const field of [value.freevars, value.cellvars, value.filename, value.name, value.qualname])
          visit(field)
        numbers(1)
        if (value.linetable.kind === 'leaf')
          tokens.lineTables.push([value.linetable.start, value.linetable.end])
        visit(value.linetable)
        visit(value.exceptiontable)
    }
    tokens.values.push([start, at])
  }
  visit(file.value)
  return tokens
}

function hasCount(type: number): boolean {
  return type !== TYPE.slice && type !== TYPE.dict && type !== TYPE.frozenDict
}
