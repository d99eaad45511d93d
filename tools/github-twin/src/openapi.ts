import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

let description: JsonObject | undefined
const validators = new Map<string, ValidateFunction | undefined>()
const requestSchemas = new Map<string, JsonObject | undefined>()
const ajv = new Ajv({ strict: false, logger: false, allErrors: true })
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
ajv.addFormat('uri', (text: string) => URL.canParse(text))

/**
 * Checks an answer of the twin against GitHub's own OpenAPI description.
 * @param template the path as the description writes it: `/repos/{owner}/{repo}/releases`
 * @returns the first mismatch, or undefined
 */
export function checkAnswer(
  method: string,
  template: string,
  status: number,
  body: unknown,
): string | undefined {
  const key = `${method} ${template} ${status}`
  if (!validators.has(key)) validators.set(key, compile(method, template, status))
  const validate = validators.get(key)
  if (validate === undefined) {
    return body === undefined ? undefined : `${key}: a body where GitHub's description has none`
  }
  if (validate(body)) return undefined
  return `${key}: ${ajv.errorsText(validate.errors, { dataVar: 'answer' })}`
}

/** The JSON schema of an operation's request body, references resolved. */
export function requestSchema(method: string, template: string): JsonObject | undefined {
  const key = `${method} ${template}`
  if (!requestSchemas.has(key)) {
    const schema = at(operation(method, template), 'requestBody', 'content', 'application/json', 'schema')
    requestSchemas.set(key, schema === undefined ? undefined : asObject(convert(schema)))
  }
  return requestSchemas.get(key)
}

function compile(method: string, template: string, status: number): ValidateFunction | undefined {
  const known = at(operation(method, template), 'responses', String(status))
  const response = known === undefined ? undefined : asObject(follow(known))
  const schema = at(response, 'content', 'application/json', 'schema')
  if (schema !== undefined) return ajv.compile(asObject(convert(schema)))
  if (status < 400) return undefined
  // An error that the description leaves out (401, 403, 422 of an update) has the general shape.
  return ajv.compile(
    asObject(
      convert({ $ref: `#/components/schemas/${status === 422 ? 'validation-error' : 'basic-error'}` }),
    ),
  )
}

function operation(method: string, template: string): JsonObject {
  const found = at(load(), 'paths', template, method.toLowerCase())
  if (found === undefined) throw new Error(`GitHub's description has no ${method} ${template}`)
  return asObject(found)
}

function load(): JsonObject {
  const path = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json')
  description ??= asObject(JSON.parse(readFileSync(path, 'utf8')) as Json)
  return description
}

/** OpenAPI 3.0 → JSON schema: references in place, `nullable` as a type. */
function convert(node: Json): Json {
  if (Array.isArray(node)) return node.map((item: Json) => convert(item))
  if (node === null || typeof node !== 'object') return node
  const source = asObject(follow(node))
  const out: Record<string, Json> = {}
  for (const [key, value] of Object.entries(source)) {
    if (key !== 'nullable' && key !== 'example' && key !== 'examples') out[key] = convert(value)
  }
  withStarter(out)
  if (source['nullable'] !== true) return out
  if (typeof out['type'] !== 'string') return { anyOf: [out, { type: 'null' }] }
  return {
    ...out,
    type: [out['type'], 'null'],
    ...(Array.isArray(out['enum']) ? { enum: [...(out['enum'] as Json[]), null] } : {}),
  }
}

/** The description names only `uploaded` and `open`; the server also answers `starter` (see the upload's prose). */
function withStarter(schema: Record<string, Json>): void {
  const states = schema['enum']
  if (Array.isArray(states) && states.includes('uploaded') && states.includes('open')) {
    schema['enum'] = [...(states as Json[]), 'starter']
  }
}

function follow(node: Json): Json {
  const reference = node !== null && typeof node === 'object' && '$ref' in node ? node['$ref'] : undefined
  if (typeof reference !== 'string') return node
  const target = at(load(), ...reference.slice('#/'.length).split('/'))
  if (target === undefined) throw new Error(`GitHub's description has no ${reference}`)
  return follow(target)
}

function at(node: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = node
  for (const key of path) {
    if (here === undefined || here === null || typeof here !== 'object') return undefined
    here = (here as JsonObject)[key]
  }
  return here
}

function asObject(node: Json): JsonObject {
  if (node === null || typeof node !== 'object' || Array.isArray(node)) throw new Error('not an object')
  return node as JsonObject
}
