import { manifestJsonSchema, tarballJsonSchema } from '@exuvia/manifest'
import { configJsonSchema } from '../config/index.ts'

/** The JSON schemas there are. */
export const SCHEMAS = ['config', 'manifest', 'tarball'] as const

/** A JSON schema: of `[tool.exuvia]`, of the manifest, or of EXUVIA.json. */
export function schemaOf(which: (typeof SCHEMAS)[number]): object {
  return { config: configJsonSchema, manifest: manifestJsonSchema, tarball: tarballJsonSchema }[which]()
}
