import { beginningOf, itemsOf } from './decode.ts'
import { type Change, MOST_CHANGES, type Pair } from './diff-changes.ts'
import type { Canon } from './normalise.ts'
import type { CodeValue, MarshalValue } from './types.ts'

/** An element of a tuple, and its number, which equal values share. */
export type Element = readonly [value: MarshalValue, number: number]

/** The constants of one code object: code objects by name and place among those of the same name, and the rest. */
export class Side {
  readonly codes = new Map<string, readonly [code: CodeValue, number: number]>()
  readonly values: Element[] = []
  /** Of all of them: a value's number, a code object's key. */
  readonly order: (string | number)[] = []

  constructor(code: CodeValue, canon: Canon, number: number) {
    const numbers = canon.uniques.itemsOf(number)
    const counts = new Map<string, number>()
    for (const [index, item] of itemsOf(code.consts).entries()) {
      const own = numbers[index] ?? -1
      if (item.kind !== 'code') {
        this.values.push([item, own])
        this.order.push(own)
        continue
      }
      const name = nameOf(item)
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      const key = `${name}\0${count}`
      this.codes.set(key, [item, own])
      this.order.push(key)
    }
  }
}

/** Reports removed and added elements; without any, a different order or number. */
export function* elementChanges(
  what: string,
  [a, b]: Pair<readonly Element[]>,
  words: (value: MarshalValue) => string,
): Generator<Change> {
  const before = new Set(a.map(([, number]) => number))
  const after = new Set(b.map(([, number]) => number))
  const gone = a.filter(([, number]) => !after.has(number))
  const come = b.filter(([, number]) => !before.has(number))
  const [first, second] = [gone[0], come[0]]
  // One removed and one added element count as one change.
  if (gone.length === 1 && come.length === 1 && first !== undefined && second !== undefined) {
    yield { what, before: words(first[0]), after: words(second[0]) }
    return
  }
  let told = 0
  // Only count the rest.
  const shown = (value: MarshalValue): string => ((told += 1) <= MOST_CHANGES ? words(value) : '')
  for (const [value] of gone) yield { what, before: shown(value) }
  for (const [value] of come) yield { what, after: shown(value) }
  if (gone.length > 0 || come.length > 0) return
  if (a.length !== b.length) {
    yield { what: `number of ${what}s`, before: String(a.length), after: String(b.length) }
  } else if (a.some(([, number], i) => number !== b[i]?.[1])) yield { what: `order of ${what}s` }
}

/** Cut at 200 characters, which no real name reaches. */
export function nameOf(code: CodeValue): string {
  return beginningOf(code.name, 200).slice(0, 200)
}
