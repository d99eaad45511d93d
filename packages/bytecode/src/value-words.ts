import { beginningOf, integerOf, isText, payloadOf, resolve } from './decode.ts'
import { type LeafValue, type MarshalValue, TYPE } from './types.ts'

/** Maximum characters of a value in words. */
const MOST = 100
const MOST_DEPTH = 3

const SINGLETONS: Readonly<Record<number, string>> = {
  [TYPE.none]: 'None',
  [TYPE.true]: 'True',
  [TYPE.false]: 'False',
  [TYPE.ellipsis]: 'Ellipsis',
  [TYPE.stopIteration]: 'StopIteration',
}

/** Formats a constant for people, similar to Python's `repr`, cut at 100 characters. */
export function inWords(value: MarshalValue): string {
  return cut(words(value, 0))
}

/** A text, cut at 100 characters. */
export function textInWords(value: MarshalValue): string {
  return cut(beginningOf(value, MOST + 1))
}

/** Text cut at 100 characters. */
export function cut(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text
}

function words(value: MarshalValue, depth: number): string {
  const target = resolve(value)
  switch (target.kind) {
    case 'singleton':
      return SINGLETONS[target.type] ?? 'None'
    case 'code':
      return `code ${textInWords(target.name)}`
    case 'items':
      return depth === MOST_DEPTH ? '…' : container(target.type, target.items, depth + 1)
    case 'leaf':
      return leaf(target)
    default:
      return '?'
  }
}

function container(type: number, items: readonly MarshalValue[], depth: number): string {
  // A value of more than 100 characters is cut anyway, and elements that share much could be endless.
  let list = ''
  for (const [index, item] of items.entries()) {
    if (list.length > MOST) break
    list += `${index === 0 ? '' : ', '}${words(item, depth)}`
  }
  switch (type) {
    case TYPE.list:
      return `[${list}]`
    case TYPE.set:
      return `{${list}}`
    case TYPE.frozenSet:
      return `frozenset({${list}})`
    case TYPE.slice:
      return `slice(${list})`
    case TYPE.dict:
    case TYPE.frozenDict:
      return `${type === TYPE.dict ? 'dict' : 'frozendict'}(${list})`
    default:
      return items.length === 1 ? `(${list},)` : `(${list})`
  }
}

function leaf(value: LeafValue): string {
  const payload = payloadOf(value)
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  switch (value.type) {
    case TYPE.float:
      return floatWords(view.getFloat64(0, true))
    case TYPE.complex:
      return `complex(${floatWords(view.getFloat64(0, true))}, ${floatWords(view.getFloat64(8, true))})`
    case TYPE.textFloat:
      return `${ascii(payload.subarray(1))}, written as text`
    case TYPE.textComplex:
      return 'a complex number, written as text'
    case TYPE.int:
    case TYPE.int64:
    case TYPE.long:
      // A number of so many digits would take long to write out.
      return payload.length > 200 ? `an integer of ${payload.length - 4} bytes` : String(integerOf(value))
    default:
      return isText(value) ? JSON.stringify(textInWords(value)) : `b${JSON.stringify(ascii(payload))}`
  }
}

/** Formats a float like Python's `repr`. */
function floatWords(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  if (Number.isNaN(value)) return 'nan'
  const size = Math.abs(value)
  if (size === Infinity) return value < 0 ? '-inf' : 'inf'
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/([+-])(\d)$/, '$10$2')
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, MOST)).toString('latin1')
}
