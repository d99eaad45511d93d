import { styleText } from 'node:util'
import { type Finding, describeFinding, findingPlace, printable } from '@exuvia/model'
import { stderr, stdout } from './streams.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours a text for stderr; plain without a terminal or with NO_COLOR. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: stderr })
}

/** Colours a text for stdout. */
export function paintOut(style: Style, text: string): string {
  return styleText(style, text, { stream: stdout })
}

/** A name from outside (of a file, from a server's answer) on one line, with what could steer a terminal as escapes. */
export function safeLine(text: string): string {
  return printable(text)
}

/** A text of several lines from outside. Tabs become spaces. */
export function safe(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '    ')))
    .join('\n')
}

let clearLine: () => void = () => undefined

/** Sets what runs before anything is printed: it takes the changing line of progress away. */
export function beforeOutput(clear: () => void): void {
  clearLine = clear
}

/** Prints a line of prose to stderr. */
export function say(text: string): void {
  clearLine()
  stderr.write(`${text}\n`)
}

/** Prints a result to stdout. */
export function print(text: string): void {
  clearLine()
  stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Prints a result as JSON, with terminal controls escaped for people who look at it. */
export function printJson(value: unknown): void {
  // JSON escapes everything below a space; other controls appear only inside strings.
  const json = JSON.stringify(value, null, 2).replaceAll(HARMFUL_IN_JSON, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  print(json)
}

/** What JSON itself leaves as it is: DEL, C1, line separators and what turns the direction of text. */
const HARMFUL_IN_JSON = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

const LABELS = { error: ['red', 'error'], warning: ['yellow', 'warning'], note: ['cyan', 'note'] } as const

/** Places that a finding about several names besides the first. */
const MORE_PLACES = 4

/**
 * Formats a finding for people: severity, place and sentence, with the advice below.
 * @param others findings that say the same of other places
 */
export function formatFinding(item: Finding, others: readonly Finding[] = []): string {
  const [colour, label] = LABELS[item.severity]
  const { message, advice } = describeFinding(item)
  const place = findingPlace(item.subject)
  const head = `${paint([colour, 'bold'], label)} ${place === '' ? '' : `${paint('bold', place)}: `}${message}`
  const places = others.map(({ subject }) => findingPlace(subject)).filter((each) => each !== '')
  const shown = places.slice(0, MORE_PLACES).join(', ')
  const rest = places.length > MORE_PLACES ? ', …' : ''
  const more =
    others.length === 0 ? [] : [`and ${others.length} more${shown === '' ? '' : `: ${shown}${rest}`}`]
  const below = [...(advice === undefined ? [] : [advice]), ...more]
  return below.length === 0 ? head : `${head}\n${indent(below.join('\n'))}`
}

/** Indents every line by four spaces. */
export function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

/** Columns of the terminal that shows results; undefined where they go to a file or a pipe. */
export function outWidth(): number | undefined {
  return stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined
}

/** The narrowest column in which text wraps beside others. */
const NARROWEST = 20

/**
 * Formats rows as aligned columns, two spaces apart; the last column is not padded.
 * @param limit columns of the terminal: the last column wraps, below the others where little room is left
 * @param wrap breaks a text into lines; the pipeline's, which a command loads and the help does not
 */
export function columns(
  rows: readonly (readonly string[])[],
  limit = Infinity,
  wrap: (text: string, limit: number, indent: string) => string[] = (text) => [text],
): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return rows
    .flatMap((row) => {
      const last = row.at(-1) ?? ''
      const head = row.slice(0, -1).map((cell, index) => `${cell.padEnd(widths[index] ?? 0)}  `)
      const before = head.join('')
      // An empty last cell leaves the padding of the others.
      if (before.length + last.length <= limit) return `${before}${last}`.trimEnd()
      const isBeside = limit - before.length >= NARROWEST
      const margin = ' '.repeat(isBeside ? before.length : 6)
      const lines = wrap(last, limit - margin.length, '').map((line) => `${margin}${line}`)
      return isBeside
        ? [before + (lines[0] ?? '').slice(margin.length), ...lines.slice(1)]
        : [before.trimEnd(), ...lines]
    })
    .join('\n')
}
