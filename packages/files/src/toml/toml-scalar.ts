import type { TomlText } from './toml-text.ts'

const INTEGER =
  /^(?:[+-]?(?:0|[1-9](?:_?\d)*)|0x[\dA-Fa-f](?:_?[\dA-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/
const FLOAT = /^[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const OFFSET = /(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const WORD = /[\w+.:-]+/y
/** The time behind a date and a blank. */
const TIME_BEHIND = / \d\d:[\w+.:-]*/y
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
  '+nan': Number.NaN,
  '-nan': Number.NaN,
}

/**
 * Reads a boolean, a number, a date or a time. A date or time becomes a symbol with its text.
 * @throws TomlError
 */
export function readScalar(text: TomlText): unknown {
  const { place } = text
  const word = text.match(WORD)
  if (word === undefined) throw text.error(`expected a value, found ${text.found()}`)
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  if (INTEGER.test(word)) return integerOf(word.replaceAll('_', ''))
  if (FLOAT.test(word)) return Number(word.replaceAll('_', ''))
  const time = DATE.test(word) ? text.match(TIME_BEHIND) : undefined
  if (isDateOrTime(word + (time ?? ''))) return Symbol(word + (time ?? ''))
  throw text.error(`${JSON.stringify(word.slice(0, 40))} is no value: strings need quotes`, place)
}

/** `-0` is the integer 0. */
function integerOf(text: string): number {
  return Number(text) + 0
}

function isDateOrTime(text: string): boolean {
  if (TIME.test(text)) return true
  const [, year = '', month = '', day = ''] = DATE.exec(text.slice(0, 10)) ?? []
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()
  const isDate =
    Number(year) > 0 && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days
  if (!isDate || text.length === 10) return isDate
  return /^[Tt ]/.test(text.slice(10)) && TIME.test(text.slice(11).replace(OFFSET, ''))
}
