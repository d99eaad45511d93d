import { manifestJsonSchema, partJsonSchema, startJsonSchema, tarballJsonSchema } from '@exuvia/manifest'
import { configJsonSchema } from '../config/index.ts'

/** The names of the JSON schemas. */
export const SCHEMAS = ['config', 'manifest', 'tarball', 'part', 'start'] as const

/** Returns a JSON schema: of `[tool.exuvia]`, of the manifest, of EXUVIA.json, of a part, or of start-up times. */
export function schemaOf(which: (typeof SCHEMAS)[number]): object {
  return {
    config: configJsonSchema,
    manifest: manifestJsonSchema,
    tarball: tarballJsonSchema,
    part: partJsonSchema,
    start: startJsonSchema,
  }[which]()
}
