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

/** What JSON itself leaves as it is: DEL, C1, line separators and what turns the direction of text. */
const HARMFUL_IN_JSON = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g

const LABELS = { error: ['red', 'error'], warning: ['yellow', 'warning'], note: ['cyan', 'note'] } as const

/** Formats a finding for people: severity, place and sentence, with the advice below. */
export function formatFinding(item: Finding): string {
  const [colour, label] = LABELS[item.severity]
  const { message, advice } = describeFinding(item)
  const place = findingPlace(item.subject)
  const head = `${paint([colour, 'bold'], label)} ${place === '' ? '' : `${paint('bold', place)}: `}${message}`
  return advice === undefined ? head : `${head}\n${indent(advice)}`
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
        .join('  ')
        // An empty last cell leaves the padding of the others.
        .trimEnd(),
    )
    .join('\n')
}
