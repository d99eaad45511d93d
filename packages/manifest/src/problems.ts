import { firstOf, valueAt } from '@exuvia/model'
import type { z } from 'zod'

import { quoted } from './text.ts'

/** Formats zod's issues, one line each: `artifacts[0].files[3].path: expected …, got "…"`. */
export function problemLines(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${dotted([...issue.path, key])}: unknown key`)
    }
    const found = valueAt(value, issue.path)
    if (found === undefined) return [`${dotted(issue.path)}: missing`]
    return [`${dotted(issue.path)}: ${wording(issue)}, got ${inWords(found)}`]
  })
}

/** Indents the first problems of a file, and counts the others. */
export function firstProblems(problems: readonly string[], most: number): string[] {
  return firstOf(problems, most).map((line) => `  ${line}`)
}

function wording(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? 'a number'}`
    case 'invalid_value':
      return `expected ${issue.values.map((each) => inWords(each)).join(' or ')}`
    case 'too_big':
      return `expected at most ${issue.maximum}`
    case 'too_small':
      return `expected at least ${issue.minimum}`
    default:
      return issue.message
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  array: 'an array',
  object: 'an object',
  int: 'a whole number',
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? String(value)
    : 'an object'
}

function dotted(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path) {
    text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${quotedKey(String(part))}`
  }
  return text === '' ? 'the whole' : text
}

function quotedKey(key: string): string {
  return /^\w+$/.test(key) ? key : quoted(key)
}
