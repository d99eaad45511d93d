import { styleText, stripVTControlCharacters } from 'node:util'
import { type Finding, describeFinding, findingPlace } from '@exuvia/model'
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

/** Control characters except line breaks and tabs. */
const CONTROLS = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f'
/** Characters that reverse text or break lines, and make one name look like another (CVE-2021-42574). */
const DIRECTIONS = '\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'
const HARMFUL = new RegExp(`[${CONTROLS}${DIRECTIONS}]`, 'g')

/** Removes terminal controls from untrusted text (file names, server answers). Line breaks and tabs stay. */
export function safe(text: string): string {
  return stripVTControlCharacters(text).replaceAll(HARMFUL, '�')
}

/** The same, always on one line. */
export function safeLine(text: string): string {
  return safe(text).replaceAll(/[\n\t]/g, ' ')
}

/** Prints a line of prose to stderr. */
export function say(text: string): void {
  stderr.write(`${text}\n`)
}

/** Prints a result to stdout. */
export function print(text: string): void {
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

const HARMFUL_IN_JSON = new RegExp(`[\\u007f-\\u009f${DIRECTIONS}]`, 'g')

const LABELS = { error: ['red', 'error'], warning: ['yellow', 'warning'], note: ['cyan', 'note'] } as const

/** Formats a finding for people: severity, place and sentence, with the advice below. */
export function formatFinding(item: Finding): string {
  const [colour, label] = LABELS[item.severity]
  const { message, advice } = describeFinding(item)
  const place = findingPlace(item.subject)
  const head = `${paint([colour, 'bold'], label)} ${place === '' ? '' : `${paint('bold', safe(place))}: `}${safe(message)}`
  if (advice === undefined || advice.trim() === '') return head
  return `${head}\n${indent(safe(advice))}`
}

/** Indents every line by four spaces. */
export function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

/** Formats rows as aligned columns, two spaces apart; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
