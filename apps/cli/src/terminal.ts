import { styleText, stripVTControlCharacters } from 'node:util'
import { type Finding, describeFinding, findingPlace } from '@exuvia/model'

type Style = Parameters<typeof styleText>[0]

/** Colours a text for stderr; plain where it is no terminal or NO_COLOR is set. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stderr })
}

/** Colours a text for stdout. */
export function paintOut(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Text from outside (file names, server answers) without what could steer a terminal. Line breaks and tabs stay. */
export function safe(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�')
}

/** A line of prose, to stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** A result, to stdout. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** A result for machines. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

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
