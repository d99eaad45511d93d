import { z } from 'zod'
import { addAll, nearest } from '@exuvia/model'

import { quoted } from './checks.ts'
import { CONFIG_SCHEMA, SAY_WHY, SAY_WHY_ACCEPTED } from './schema.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** One problem: the path of the key below the config's table, and the message. */
export interface Problem {
  readonly path: Path
  readonly message: string
}

/** Converts zod's issues to Exuvia's messages; each unknown key becomes a problem of its own. */
export function problemsOf(issues: readonly Issue[], config: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, config))
}

/** The message for a key that is missing from the schema. */
function unknownKeyMessage(path: Path): string {
  const key = String(path.at(-1))
  if (path.length === 1 && key === 'tool') {
    return 'unknown key; in this file the keys are at the root: [compile], not [tool.exuvia.compile]'
  }
  const siblings = knownKeys(path.slice(0, -1))
  const everywhere = allKeys()
  const elsewhere = nearest(key, everywhere.map(last))
  const close = nearest(key, siblings) ?? everywhere.find((known) => last(known) === elsewhere)
  if (close !== undefined) return `unknown key; did you mean "${close}"?`
  return siblings.length === 0 ? 'unknown key' : `unknown key; expected one of ${siblings.join(', ')}`
}

/** Every key of the schema, dotted, tables before their keys: `compile`, `compile.optimize`. */
function allKeys(): string[] {
  return keysBelow([])
}

function problemsOfIssue(issue: Issue, config: unknown): Problem[] {
  const { path } = issue
  const value = valueAt(config, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKeyMessage([...path, key]),
      }))
    case 'invalid_type':
      if (value === undefined) return [{ path, message: missing(path) }]
      return [{ path, message: `expected ${typeInWords(issue.expected, path)}, got ${valueInWords(value)}` }]
    case 'invalid_value':
      if (value === undefined) return [{ path, message: missing(path) }]
      return [{ path, message: wrongChoice(issue.values, value) }]
    case 'too_small':
    case 'too_big':
      return [{ path, message: `expected ${typeInWords('int', path)}, got ${valueInWords(value)}` }]
    case 'invalid_union':
      return problemsOfUnion(issue, config)
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, message: inner.message }))
    default:
      return [{ path, message: issue.message }]
  }
}

/** Issues about a value of the right type. */
const AT_TABLE: ReadonlySet<string> = new Set(['custom', 'unrecognized_keys'])

/** The problems of the intended form if one form fits except for details; otherwise all expected forms. */
function problemsOfUnion(issue: z.core.$ZodIssueInvalidUnion, config: unknown): Problem[] {
  const fitting = issue.errors.find((branch) =>
    branch.every((inner) => inner.path.length > 0 || AT_TABLE.has(inner.code)),
  )
  if (fitting !== undefined) {
    return problemsOf(
      fitting.map((inner) => ({ ...inner, path: issue.path.concat(inner.path) })),
      config,
    )
  }
  const forms = issue.errors.flat().map((inner) => {
    if (inner.code === 'invalid_type') return typeInWords(inner.expected, issue.path)
    return inner.code === 'invalid_value' ? inner.values.map((each) => valueInWords(each)).join(' or ') : ''
  })
  const expected = forms.join(' or ').replace('true or false or', 'true, false or')
  return [
    { path: issue.path, message: `expected ${expected}, got ${valueInWords(valueAt(config, issue.path))}` },
  ]
}

function missing(path: Path): string {
  const key = String(path.at(-1))
  if (key === 'reason') return `missing: ${path.includes('accept') ? SAY_WHY_ACCEPTED : SAY_WHY}`
  return 'missing'
}

function wrongChoice(values: readonly unknown[], value: unknown): string {
  const choices = values.map((each) => valueInWords(each)).join(', ')
  const words = values.filter((each) => typeof each === 'string')
  const close = typeof value === 'string' ? nearest(value, words) : undefined
  const advice = close === undefined ? '' : `; did you mean "${close}"?`
  return `expected one of ${choices}, got ${valueInWords(value)}${advice}`
}

function typeInWords(expected: string, path: Path): string {
  switch (expected) {
    case 'string':
      return isSize(path) ? 'a size such as "8 MB"' : 'a string'
    case 'boolean':
      return 'true or false'
    case 'array':
      return arrayInWords(path.at(-1))
    case 'object':
    case 'record':
      return 'a table'
    default:
      return path.at(-1) === 'level' ? 'a whole number from 0 to 10' : 'a number'
  }
}

/** Whether a key takes a size with its unit. */
function isSize(path: Path): boolean {
  return path[0] === 'budget' && ['packed', 'unpacked'].includes(String(path.at(-1)))
}

function arrayInWords(key: PropertyKey | undefined): string {
  if (key === 'packed' || key === 'unpacked') return 'an array of them'
  if (key === 'limits') return 'an array of tables ([[budget.limits]])'
  if (key === 'rules') return 'an array of tables ([[policy.rules]])'
  return key === 'accept' ? 'an array of tables ([[accept]])' : 'an array of strings'
}

function valueInWords(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'symbol') return 'a date'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a table'
}

function valueAt(config: unknown, path: Path): unknown {
  let value = config
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

function last(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}

function knownKeys(path: Path): string[] {
  const schema = schemaAt(path)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

function keysBelow(path: readonly string[]): string[] {
  const keys: string[] = []
  for (const key of knownKeys(path)) {
    const below = path.concat(key)
    addAll(keys, [below.join('.'), ...keysBelow(below)])
  }
  return keys
}

/** The schema of a key, without its defaults and array. */
function schemaAt(path: Path): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = CONFIG_SCHEMA
  for (const part of path) {
    if (typeof part === 'number') continue
    schema = schemaBelow(schema, String(part))
  }
  return schema
}

function schemaBelow(schema: z.core.$ZodType | undefined, key: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodRecord) return unwrapped(schema.valueType)
  return schema instanceof z.ZodObject ? unwrapped(schema.shape[key]) : undefined
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrapped(schema.unwrap())
  }
  // Of several forms, only a table has keys.
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject)
  return schema instanceof z.ZodArray ? unwrapped(schema.element) : schema
}
