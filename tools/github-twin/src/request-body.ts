import { ApiError, invalidRequest, plain } from './errors.ts'
import { requestSchema } from './openapi.ts'

/** A JSON body that fits the operation's schema, as a handler reads it. */
export type Body = Readonly<Record<string, unknown>>

const MAX_BODY = 1024 * 1024

/** Reads a JSON body of at most 1 MiB; an empty one is `{}`. */
export async function readJsonBody(stream: AsyncIterable<Uint8Array>): Promise<Body> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MAX_BODY) throw plain(413, 'Payload too large')
    chunks.push(chunk)
  }
  if (size === 0) return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new ApiError(400, {
      message: 'Problems parsing JSON',
      documentation_url: 'https://docs.github.com/rest',
    })
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new ApiError(400, {
      message: 'Body should be a JSON object',
      documentation_url: 'https://docs.github.com/rest',
    })
  }
  return parsed as Body
}

/**
 * Refuses a body that does not fit GitHub's own schema of the operation, with GitHub's wording.
 * Ignores unknown properties, as GitHub does.
 */
export function checkBody(method: string, template: string, page: string, body: Body): void {
  const schema = requestSchema(method, template)
  if (schema === undefined) return
  const required = (schema['required'] ?? []) as readonly string[]
  const missing = required.filter((name) => body[name] === undefined)
  const problems = missing.map((name) => `"${name}" wasn't supplied.`)
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, PropertySchema>>
  for (const [name, value] of Object.entries(body)) {
    const property = properties[name]
    if (property === undefined) continue
    const problem = misfit(property, value)
    if (problem !== undefined) problems.push(`For 'properties/${name}', ${problem}.`)
  }
  if (problems.length > 0) throw invalidRequest(page, problems.join('\n'))
}

interface PropertySchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
}

function misfit(schema: PropertySchema, value: unknown): string | undefined {
  const shown = value === null ? 'nil' : JSON.stringify(value)
  if (schema.type === 'string' && typeof value !== 'string') return `${shown} is not a string`
  if (schema.type === 'boolean' && typeof value !== 'boolean') return `${shown} is not a boolean`
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return `${shown} is not a member of ${JSON.stringify(schema.enum)}`
  }
  return undefined
}
