import { isText, itemsOf, payloadOf, resolve, textOf } from './decode.ts'
import type { Layout } from './layout.ts'
import { type CodeValue, type MarshalValue, TYPE } from './types.ts'

/** `co_flags` that have a name (`Include/cpython/code.h`). */
const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [0x1, 'OPTIMIZED'],
  [0x2, 'NEWLOCALS'],
  [0x4, 'VARARGS'],
  [0x8, 'VARKEYWORDS'],
  [0x10, 'NESTED'],
  [0x20, 'GENERATOR'],
  [0x40, 'NOFREE'],
  [0x80, 'COROUTINE'],
  [0x100, 'ITERABLE_COROUTINE'],
  [0x200, 'ASYNC_GENERATOR'],
]
/** From 3.9 on the future flags lie 4 bits higher (issue 39562). */
const FUTURES: readonly (readonly [number, string])[] = [
  [0x2000, 'FUTURE_DIVISION'],
  [0x4000, 'FUTURE_ABSOLUTE_IMPORT'],
  [0x8000, 'FUTURE_WITH_STATEMENT'],
  [0x10000, 'FUTURE_PRINT_FUNCTION'],
  [0x20000, 'FUTURE_UNICODE_LITERALS'],
  [0x40000, 'FUTURE_BARRY_AS_BDFL'],
  [0x80000, 'FUTURE_GENERATOR_STOP'],
  [0x100000, 'FUTURE_ANNOTATIONS'],
]
const OPTIMIZED = 0x1
const HAS_DOCSTRING = 0x4000000
const METHOD = 0x8000000
/** Instructions and names. */
const BEGINNING = 64

interface Opcodes {
  readonly loadConst: number
  readonly storeName: number
  readonly extendedArg: number
  /** LOAD_ASSERTION_ERROR, or LOAD_COMMON_CONSTANT with argument 0. */
  readonly assertion: number | undefined
}

/** From each version's `opcode.opmap`. */
function opcodes(layout: Layout): Opcodes {
  const { major, minor } = layout
  if (major === 3 && minor >= 15) return { loadConst: 81, storeName: 115, extendedArg: 67, assertion: 80 }
  if (major === 3 && minor === 14) return { loadConst: 82, storeName: 116, extendedArg: 69, assertion: 81 }
  if (major === 3 && minor === 13) return { loadConst: 83, storeName: 114, extendedArg: 71, assertion: 23 }
  const assertion = major === 3 && minor >= 9 ? 74 : undefined
  return { loadConst: 100, storeName: 90, extendedArg: 144, assertion }
}

/** The names of the flags that are set; unknown bits as one hexadecimal number. */
export function flagNames(flags: number, layout: Layout): readonly string[] {
  const modern = layout.major === 3 && layout.minor >= 9
  const table = [...FLAG_NAMES, ...FUTURES.map(([bit, name]) => [modern ? bit * 16 : bit, name] as const)]
  if (layout.major === 3 && layout.minor >= 14)
    table.push([HAS_DOCSTRING, 'HAS_DOCSTRING'], [METHOD, 'METHOD'])
  const names: string[] = []
  let rest = flags >>> 0
  for (const [bit, name] of table) {
    if ((rest & bit) === 0) continue
    names.push(name)
    rest = (rest & ~bit) >>> 0
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`)
  return names
}

/** Whether a code object is a function's (or a lambda's, a comprehension's) and not a class's or module's. */
export function isFunction(code: CodeValue): boolean {
  return (code.flags & OPTIMIZED) !== 0
}

/**
 * The constant that is the docstring of a function, class or module; undefined where there is none.
 */
export function docstringOf(code: CodeValue, layout: Layout): MarshalValue | undefined {
  const consts = itemsOf(code.consts)
  if (isFunction(code)) {
    const first = consts[0]
    if (first === undefined || !isDocstring(first, layout)) return undefined
    // From 3.14 on a flag tells; before that the first constant is the docstring or None.
    if (layout.major === 3 && layout.minor >= 14)
      return (code.flags & HAS_DOCSTRING) === 0 ? undefined : first
    return payloadOf(code.name)[0] === 0x3c ? undefined : first // '<lambda>'
  }
  const index = constStoredAsDoc(code, layout)
  const value = index === undefined ? undefined : consts[index]
  return value !== undefined && isDocstring(value, layout) ? value : undefined
}

function isDocstring(value: MarshalValue, layout: Layout): boolean {
  return isText(value) || (layout.major === 2 && resolve(value).type === TYPE.bytes)
}

/**
 * The index of the constant in the first `LOAD_CONST k; STORE_NAME __doc__` of a class or module.
 * A docstring is the first statement, so that looking at the beginning is enough.
 */
function constStoredAsDoc(code: CodeValue, layout: Layout): number | undefined {
  const first = itemsOf(code.names).slice(0, BEGINNING)
  const at = first.findIndex((item) => payloadOf(item).length === 7 && textOf(item) === '__doc__')
  if (at < 0) return undefined
  const { loadConst, storeName, extendedArg } = opcodes(layout)
  const bytes = payloadOf(code.code).subarray(0, 4 * BEGINNING)
  const wide = layout.major === 2 || layout.minor < 6
  let loaded: number | undefined
  let extended = 0
  for (let i = 0; i < bytes.length;) {
    const op = bytes[i] ?? 0
    const short = wide && op < 90
    const low = short ? 0 : (bytes[i + 1] ?? 0) | (wide ? (bytes[i + 2] ?? 0) << 8 : 0)
    const argument = extended | low
    i += short ? 1 : wide ? 3 : 2
    if (op === extendedArg) {
      extended = argument << (wide ? 16 : 8)
      continue
    }
    extended = 0
    if (op === storeName && argument === at && loaded !== undefined) return loaded
    loaded = op === loadConst ? argument : undefined
  }
  return undefined
}

/** Whether the code holds an `assert` statement (before 3.9: or names AssertionError, which cannot be told apart). */
export function hasAssert(code: CodeValue, layout: Layout): boolean {
  const { assertion } = opcodes(layout)
  if (assertion === undefined) return itemsOf(code.names).some((item) => textOf(item) === 'AssertionError')
  const bytes = payloadOf(code.code)
  const common = layout.minor >= 14
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    if (bytes[i] === assertion && (!common || bytes[i + 1] === 0)) return true
  }
  return false
}
