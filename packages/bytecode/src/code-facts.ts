import { beginningOf, isText, itemsOf, payloadOf, resolve, textOf } from './decode.ts'
import type { Layout } from './layout.ts'
import { instructionsOf, opcodesOf } from './opcodes.ts'
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
/** From 3.9 on the future flags are 4 bits higher (issue 39562). */
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
const NESTED = 0x10
const HAS_DOCSTRING = 0x4000000
const METHOD = 0x8000000
/** Instructions and names. */
const BEGINNING = 64
/** Names that the compiler itself stores in a class or module before its first statement. */
const PROLOGUE: ReadonlySet<string> = new Set([
  '__module__',
  '__qualname__',
  '__firstlineno__',
  '__type_params__',
  '__conditional_annotations__',
  '__annotate__',
  '__annotate_func__',
])

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

/** Whether a code object belongs to a function, lambda or comprehension, not to a class or module. */
export function isFunction(code: CodeValue): boolean {
  return (code.flags & OPTIMIZED) !== 0
}

/**
 * Returns the constant that is the docstring of a function, class or module; undefined if there is none.
 * `__doc__ = "text"` as the first statement of a class or module counts as a docstring, because its bytecode is
 * the same.
 */
export function docstringOf(code: CodeValue, layout: Layout): MarshalValue | undefined {
  const consts = itemsOf(code.consts)
  if (isFunction(code)) {
    const first = consts[0]
    if (first === undefined || !isDocstring(first, layout)) return undefined
    // From 3.14 on a flag decides; before that the first constant is the docstring or None.
    if (layout.major === 3 && layout.minor >= 14)
      return (code.flags & HAS_DOCSTRING) === 0 ? undefined : first
    const none = payloadOf(code.name)[0] === 0x3c || isBound(code, layout) // '<lambda>'
    return none ? undefined : first
  }
  const index = constStoredAsDoc(code, layout)
  const value = index === undefined ? undefined : consts[index]
  return value !== undefined && isDocstring(value, layout) ? value : undefined
}

function isDocstring(value: MarshalValue, layout: Layout): boolean {
  return isText(value) || (layout.major === 2 && resolve(value).type === TYPE.bytes)
}

/**
 * Whether a function with a text as its first constant is the bound or default of a type parameter,
 * `[T: "Text"]` (PEP 695). The text is then its value, not a docstring. The function has the name of the parameter
 * and no other mark, but it loads a name that ordinary functions do not load from there.
 */
function isBound(code: CodeValue, layout: Layout): boolean {
  if (layout.major !== 3 || (layout.minor !== 12 && layout.minor !== 13)) return false
  if (code.argcount > 0 || (code.flags & NESTED) === 0) return false
  const { loadConst, returnConst } = opcodesOf(layout)
  for (const [opcode, argument] of instructionsOf(payloadOf(code.code), layout)) {
    if (argument === 0 && (opcode === loadConst || opcode === returnConst)) return true
  }
  return false
}

/**
 * Returns the index of the constant in `LOAD_CONST k; STORE_NAME __doc__`, if that is the first statement of a
 * class or module. Only instructions that the compiler adds come before it.
 */
function constStoredAsDoc(code: CodeValue, layout: Layout): number | undefined {
  const names = itemsOf(code.names)
  const at = names.slice(0, BEGINNING).findIndex((item) => nameIs(item, '__doc__'))
  if (at < 0) return undefined
  const { loadConst, storeName } = opcodesOf(layout)
  const beginning = payloadOf(code.code).subarray(0, 4 * BEGINNING)
  let loaded: number | undefined
  for (const [opcode, argument] of instructionsOf(beginning, layout)) {
    if (opcode === storeName) {
      if (argument === at) return loaded
      const name = names[argument]
      if (name === undefined || !PROLOGUE.has(beginningOf(name, 40))) return undefined
    }
    loaded = opcode === loadConst ? argument : undefined
  }
  return undefined
}

function nameIs(value: MarshalValue, name: string): boolean {
  return payloadOf(value).length === name.length && textOf(value) === name
}

/** Whether the code contains an `assert` statement; before 3.9 it looks like any other `raise AssertionError`. */
export function hasAssert(code: CodeValue, layout: Layout): boolean {
  const { assertion } = opcodesOf(layout)
  if (assertion === undefined) return false
  const bytes = payloadOf(code.code)
  const common = layout.minor >= 14
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    if (bytes[i] === assertion && (!common || bytes[i + 1] === 0)) return true
  }
  return false
}
