import { CATALOGUE, type Code } from './catalogue.ts'
import { visible, withoutCommands } from './escape.ts'
import type { Argument, MessageText } from './text.ts'

/** The sentence of a code, and what to do next where its entry says so. */
export interface Rendered {
  readonly message: string
  readonly advice: string | undefined
}

/**
 * Makes the sentence of a code. The one place where arguments become text: each is escaped here, so
 * that no name from outside breaks a line, steers a terminal or speaks to the runner of a job.
 */
export function renderMessage(code: Code, args: Readonly<Record<string, Argument>>): Rendered {
  const text: MessageText = CATALOGUE[code]
  const advice = text.advice === undefined ? '' : fill(text.advice, args)
  return { message: fill(text.message, args), advice: advice.trim() === '' ? undefined : advice }
}

/** With the line feed behind it: an empty list of lines leaves no empty line. */
const PLACEHOLDER = /\{(\w+)(:lines)?\}(\n?)/g

function fill(template: string, args: Readonly<Record<string, Argument>>): string {
  const text = template.replaceAll(PLACEHOLDER, (_, name: string, lines: string | undefined, end: string) => {
    const value = args[name]
    if (value === undefined) return `?${end}`
    if (typeof value === 'string' || typeof value === 'number') return visible(String(value)) + end
    if (lines === undefined) return (value.map(visible).join(', ') || 'none') + end
    return value.length === 0 ? '' : value.map(visible).join('\n') + end
  })
  return withoutCommands(text).trimEnd()
}
