import { addAll } from '@exuvia/model'
import type { Change } from './diff-changes.ts'
import { itemsOf, resolve } from './decode.ts'
import type { Canon } from './normalise.ts'
import type { PycFile } from './read.ts'
import { type CodeValue, type MarshalValue, TYPE } from './types.ts'

/** Encoding details that differ for equal values: `FLAG_REF` depends on reference counts, interning on imports. */
interface Encoding {
  references: number
  flags: number
  interned: number
}

const INTERNED: Readonly<Record<number, number>> = {
  [TYPE.interned]: TYPE.unicode,
  [TYPE.asciiInterned]: TYPE.ascii,
  [TYPE.shortAsciiInterned]: TYPE.shortAscii,
}

/** Describes how two files encode equal values, for `encoding`. `canon` has numbered the values of both. */
export function encodingChanges(a: PycFile, b: PycFile, canon: Canon): Change[] {
  const [before, after] = [encodingOf(a.value), encodingOf(b.value)]
  const changes: Change[] = []
  const count = (what: string, was: number, is: number): void => {
    if (was !== is) changes.push({ what, before: String(was), after: String(is) })
  }
  count('references to earlier values', before.references, after.references)
  count('values marked for reference (FLAG_REF)', before.flags, after.flags)
  count('interned strings', before.interned, after.interned)
  const sets = otherOrder(a.value, b.value, canon)
  if (sets > 0) changes.push({ what: `order of the elements of ${sets} ${sets === 1 ? 'set' : 'sets'}` })
  count('bytes behind the value', a.trailing.length, b.trailing.length)
  // The same counts, in other places.
  if (changes.length === 0) changes.push({ what: 'interning, reference marks or references' })
  return changes
}

function encodingOf(root: MarshalValue): Encoding {
  const found: Encoding = { references: 0, flags: 0, interned: 0 }
  for (const value of written(root)) {
    if (value.kind === 'ref') found.references += 1
    else if (value.flagged) found.flags += 1
    if (value.kind === 'leaf' && INTERNED[value.type] !== undefined) found.interned += 1
  }
  return found
}

/** Every value of a file where it is written, without following references. */
function* written(root: MarshalValue): Generator<MarshalValue> {
  const stack = [root]
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    yield value
    if (value.kind === 'items') for (const item of value.items) stack.push(item)
    else if (value.kind === 'code') addAll(stack, fieldsOf(value))
  }
}

function fieldsOf(code: CodeValue): MarshalValue[] {
  const all = [
    code.code,
    code.consts,
    code.names,
    code.locals,
    code.localspluskinds,
    code.freevars,
    code.cellvars,
    code.filename,
    code.name,
    code.qualname,
    code.linetable,
    code.exceptiontable,
  ]
  return all.filter((value) => value !== undefined)
}

/** Counts frozensets with equal elements in a different order. Visits each pair of values once. */
function otherOrder(a: MarshalValue, b: MarshalValue, canon: Canon): number {
  const seen = new Map<MarshalValue, Set<MarshalValue>>()
  let count = 0
  const stack: (readonly [MarshalValue, MarshalValue])[] = [[a, b]]
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [left, right] = [resolve(pair[0]), resolve(pair[1])]
    const partners = seen.get(left) ?? new Set()
    if (partners.has(right)) continue
    seen.set(left, partners.add(right))
    if (left.kind === 'code' && right.kind === 'code') {
      const others = fieldsOf(right)
      for (const [index, value] of fieldsOf(left).entries()) {
        const other = others[index]
        if (other !== undefined) stack.push([value, other])
      }
    } else if (left.kind === 'items' && right.kind === 'items') {
      if (left.type === TYPE.frozenSet || left.type === TYPE.set) {
        if (orderDiffers(left, right, canon)) count += 1
        continue
      }
      for (const [index, item] of left.items.entries()) {
        const other = right.items[index]
        if (other !== undefined) stack.push([item, other])
      }
    }
  }
  return count
}

/** Whether two sets of equal elements have them in another order; of elements that are no leaves only the kind counts. */
function orderDiffers(a: MarshalValue, b: MarshalValue, canon: Canon): boolean {
  const others = itemsOf(b)
  return itemsOf(a).some((item, index) => {
    const other = others[index]
    const leaves = resolve(item).kind === 'leaf' && other !== undefined && resolve(other).kind === 'leaf'
    return leaves
      ? canon.add(item) !== canon.add(other)
      : resolve(item).kind !== (other && resolve(other).kind)
  })
}
