import { TYPE } from './types.ts'
import type { Uniques } from './uniques.ts'

const OPTIMIZED = 0x1
const LOAD_CONST = 83
const STORE_NAME = 114
const EXTENDED_ARG = 71
/** The name is among the last that a class body uses; a limit keeps hostile files cheap. */
const MAX_CODE = 1 << 16

/**
 * 3.13.0 wrote `__static_attributes__` in the order of a set, which changes from run to run (gh-124442);
 * 3.13.1 sorts it. Gives the constants with that tuple sorted, where no other code loads it.
 * All numbers are of `uniques`.
 */
export function sortStaticAttributes(
  uniques: Uniques,
  consts: number,
  names: number,
  bytes: number,
  flags: number,
): number {
  // Functions store no such name; a class's flags have no CO_OPTIMIZED.
  if ((flags & OPTIMIZED) !== 0) return consts
  const at = uniques.itemsOf(names).indexOf(uniques.text('__static_attributes__'))
  if (at < 0) return consts
  const items = uniques.itemsOf(consts)
  const index = loadedFor(uniques.payload(bytes).subarray(0, MAX_CODE), at)
  const tuple = index === undefined ? undefined : items[index]
  if (index === undefined || tuple === undefined) return consts
  const attributes = uniques.itemsOf(tuple)
  if (attributes.length < 2 || !attributes.every((name) => uniques.isText(name))) return consts
  const sorted = uniques.items(
    TYPE.tuple,
    attributes.toSorted((a, b) => uniques.compare(a, b)),
  )
  return uniques.items(
    TYPE.tuple,
    items.map((item, i) => (i === index ? sorted : item)),
  )
}

/** The constant in `LOAD_CONST k; STORE_NAME at`, where that is the only LOAD_CONST of it. */
function loadedFor(code: Uint8Array, at: number): number | undefined {
  const loads = new Map<number, number>()
  let found: number | undefined
  let last: number | undefined
  let extended = 0
  for (let i = 0; i + 1 < code.length; i += 2) {
    const op = code[i]
    const argument = extended | (code[i + 1] ?? 0)
    if (op === EXTENDED_ARG) {
      extended = argument << 8
      continue
    }
    extended = 0
    if (op === STORE_NAME && argument === at && last !== undefined) found = last
    last = op === LOAD_CONST ? argument : undefined
    if (last !== undefined) loads.set(last, (loads.get(last) ?? 0) + 1)
  }
  return found !== undefined && loads.get(found) === 1 ? found : undefined
}
