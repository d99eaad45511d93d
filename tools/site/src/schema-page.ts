import { REPOSITORY } from './places.ts'

/** The part of JSON Schema that Exuvia's schemas use. */
export interface Schema {
  readonly title?: string
  readonly description?: string
  readonly type?: string
  readonly const?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

interface Row {
  /** `files[].path`, `rules[].ship`. */
  readonly key: string
  readonly schema: Schema
  readonly isRequired: boolean
}

/**
 * A page of a JSON schema for people: one table for each key of the first level that has keys of its own.
 * @param name of the schema: `config`
 * @param intro Markdown that says where a reader finds more
 */
export function schemaPage(name: string, schema: Schema, intro: string): string {
  const rows = rowsOf(schema, '')
  const isNested = ({ schema: own }: Row): boolean => rowsOf(own, '').length > 0
  const flat = rows.filter((row) => !isNested(row))
  const nested = rows.filter(isNested)
  const tables = nested.map(
    (row) => `## ${row.key}\n\n${summary(row)}\n\n${table(allRows(row.schema, row.key))}`,
  )
  return [
    `---\neditLink: false\n---\n\n# Schema \`${name}\``,
    `${schema.title ?? name}. ${intro}\n\nThe schema itself: [\`${name}.schema.json\`](${REPOSITORY}/raw/main/docs/schemas/${name}.schema.json), or \`exuvia schema ${name}\`.`,
    flat.length === 0 ? '' : table(flat),
    ...tables,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function allRows(schema: Schema, at: string): Row[] {
  return rowsOf(schema, at).flatMap((row) => [row, ...allRows(row.schema, row.key)])
}

/** The keys directly below a schema, through lists and alternatives. */
function rowsOf(schema: Schema, at: string): Row[] {
  const dot = at === '' ? '' : `${at}.`
  const own = Object.entries(schema.properties ?? {}).map(([key, value]) => ({
    key: `${dot}${key}`,
    schema: value,
    isRequired: schema.required?.includes(key) === true,
  }))
  const any = schema.additionalProperties
  const named = typeof any === 'object' ? [{ key: `${dot}NAME`, schema: any, isRequired: false }] : []
  const inner = schema.items === undefined ? [] : rowsOf(schema.items, `${at}[]`)
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each) => rowsOf(each, at))
  const all = [...own, ...named, ...inner, ...others]
  return all.filter(({ key }, index) => all.findIndex((other) => other.key === key) === index)
}

function summary({ schema, isRequired }: Row): string {
  const type = `${isRequired ? 'Required' : 'Optional'}, ${typeOf(schema)}.`
  return schema.description === undefined ? type : `${plain(schema.description)} ${type}`
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ key, schema, isRequired }) =>
    [`\`${key}\`${isRequired ? ' *' : ''}`, typeOf(schema), meaning(schema)].map(cell).join(' | '),
  )
  const note = rows.some(({ isRequired }) => isRequired) ? '\n\n\\* required' : ''
  return (
    ['| key | type | meaning |', '|---|---|---|', ...lines.map((line) => `| ${line} |`)].join('\n') + note
  )
}

/** The type in words: `string`, `list of strings`, `"a" or "b"`. */
export function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return orList(schema.enum.map(code))
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return orList([...new Set(alternatives.map(typeOf))])
  if (schema.type === 'array')
    return `list of ${schema.items === undefined ? 'anything' : inList(schema.items)}`
  if (schema.type === 'object') return 'table'
  return schema.type ?? 'anything'
}

function inList(schema: Schema): string {
  const type = typeOf(schema)
  return /^[a-z]+$/.test(type) ? `${type}s` : type
}

function meaning(schema: Schema): string {
  const parts = [schema.description === undefined ? '' : plain(schema.description)]
  if (schema.default !== undefined && !isEmpty(schema.default))
    parts.push(`Default: ${code(schema.default)}.`)
  if (schema.minimum !== undefined && schema.minimum !== 0) parts.push(`At least ${schema.minimum}.`)
  if (schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER)
    parts.push(`At most ${schema.maximum}.`)
  return parts.filter((part) => part !== '').join(' ')
}

/** An empty list or table as a default says nothing. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``
}

/** Keeps `<`, `*` and `_` of a description as they are. */
function plain(text: string): string {
  return text.replaceAll(/[<>*_[\]\\`]/g, String.raw`\$&`)
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
}
