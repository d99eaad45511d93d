import { z } from 'zod'

import { CONFIG_SCHEMA } from './schema.ts'

/**
 * The config's JSON schema, with a description of every key, for editors and `exuvia schema`.
 * Draft 7, because taplo (Even Better TOML) does not support newer ones.
 */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(CONFIG_SCHEMA, { target: 'draft-7', io: 'input' })
  return { $schema, title: 'Exuvia', ...rest }
}
