import { styleText, stripVTControlCharacters } from 'node:util'
import { type Finding, describeFinding, findingPlace } from '@exuvia/model'
import { stderr, stdout } from './streams.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours a text for stderr; plain where it is no terminal or NO_COLOR is set. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: stderr })
}

/** Colours a text for stdout. */
export function paintOut(style: Style, text: string): string {
  return styleText(style, text, { stream: stdout })
}

/** Control characters but line breaks and tabs. */
const CONTROLS = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f'
/** What turns the direction of text round or breaks lines: with it a name can look like another (CVE-2021-42574). */
const DIRECTIONS = '\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'
const HARMFUL = new RegExp(`[${CONTROLS}${DIRECTIONS}]`, 'g')

/** Text from outside (file names, server answers) without what could steer a terminal. Line breaks and tabs stay. */
export function safe(text: string): string {
  return stripVTControlCharacters(text).replaceAll(HARMFUL, '�')
}

/** The same on one line, whatever is in it. */
export function safeLine(text: string): string {
  return safe(text).replaceAll(/[\n\t]/g, ' ')
}

/** A line of prose, to stderr. */
export function say(text: string): void {
  stderr.write(`${text}\n`)
}

/** A result, to stdout. */
export function print(text: string): void {
  stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** A result for machines. What could steer the terminal of a person who looks at it is written as an escape. */
export function printJson(value: unknown): void {
  // JSON itself escapes all below a space; what is left stands between quotes.
  const json = JSON.stringify(value, null, 2).replaceAll(HARMFUL_IN_JSON, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  print(json)
}

const HARMFUL_IN_JSON = new RegExp(`[\\u007f-\\u009f${DIRECTIONS}]`, 'g')

const LABELS = { error: ['red', 'error'], warning: ['yellow', 'warning'], note: ['cyan', 'note'] } as const

/** A finding as a person reads it: severity, place, sentence, and what to do beneath. */
export function formatFinding(item: Finding): string {
  const [colour, label] = LABELS[item.severity]
  const { message, advice } = describeFinding(item)
  const place = findingPlace(item.subject)
  const head = `${paint([colour, 'bold'], label)} ${place === '' ? '' : `${paint('bold', safe(place))}: `}${safe(message)}`
  if (advice === undefined || advice.trim() === '') return head
  return `${head}\n${indent(safe(advice))}`
}

/** Four spaces before every line. */
export function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

/** Rows as aligned columns, two spaces between; the last column is not padded. */
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
