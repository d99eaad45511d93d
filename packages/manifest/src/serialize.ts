import { JsonError, readJson } from '@exuvia/files'
import {
  type ReleaseManifest,
  type ReleasePart,
  type StartMeasurements,
  type TarballManifest,
  problemOptions,
  refusal,
  usageError,
} from '@exuvia/model'
import { z } from 'zod'

import { firstProblems, problemLines } from './problems.ts'
import { MANIFEST_SCHEMA, PART_SCHEMA, TARBALL_SCHEMA } from './schema.ts'
import { START_SCHEMA } from './start-schema.ts'
import { quoted, visible } from './text.ts'

/** In characters; about the size of a manifest with a million files. */
const LARGEST = 256 * 1024 * 1024

/**
 * Formats `<name>-<version>.manifest.json`: keys in the schema's order, two spaces per
 * level, a line feed at the end. The same manifest always gives the same text.
 */
export function serializeManifest(manifest: ReleaseManifest): string {
  return serialize(MANIFEST_SCHEMA, manifest)
}

/** Formats `EXUVIA.json` in the same way. */
export function serializeTarballManifest(manifest: TarballManifest): string {
  return serialize(TARBALL_SCHEMA, manifest)
}

/** Formats a `*.part.json` in the same way. */
export function serializePart(part: ReleasePart): string {
  return serialize(PART_SCHEMA, part)
}

/** Formats a `*.start.json` in the same way. */
export function serializeStart(measurements: StartMeasurements): string {
  return serialize(START_SCHEMA, measurements)
}

/**
 * Reads and checks a manifest of unknown origin: types, digests, paths that stay inside,
 * no key, file or artifact twice.
 *
 * @param where the file's name in messages
 * @throws refusal `manifest-invalid`; usage error `manifest-newer` if a later Exuvia wrote it
 */
export function parseManifest(text: string, where: string): ReleaseManifest {
  return parse(MANIFEST_SCHEMA, 'exuvia.manifest', text, where) as ReleaseManifest
}

/** The same for `EXUVIA.json`. */
export function parseTarballManifest(text: string, where: string): TarballManifest {
  return parse(TARBALL_SCHEMA, 'exuvia.tarball', text, where) as TarballManifest
}

/** The same for a `*.part.json`. */
export function parsePart(text: string, where: string): ReleasePart {
  return parse(PART_SCHEMA, 'exuvia.part', text, where) as ReleasePart
}

/** The same for a `*.start.json`; throws the refusal `start-invalid`. */
export function parseStart(text: string, where: string): StartMeasurements {
  return parse(START_SCHEMA, 'exuvia.start', text, where) as StartMeasurements
}

/** JSON schema (draft 7) of the release manifest. */
export function manifestJsonSchema(): Record<string, unknown> {
  return jsonSchema(MANIFEST_SCHEMA, 'Exuvia release manifest')
}

/** JSON schema (draft 7) of `EXUVIA.json`. */
export function tarballJsonSchema(): Record<string, unknown> {
  return jsonSchema(TARBALL_SCHEMA, 'Exuvia tarball manifest')
}

/** JSON schema (draft 7) of a part. */
export function partJsonSchema(): Record<string, unknown> {
  return jsonSchema(PART_SCHEMA, 'Exuvia release part')
}

/** JSON schema (draft 7) of the start-up times. */
export function startJsonSchema(): Record<string, unknown> {
  return jsonSchema(START_SCHEMA, 'Exuvia start-up times')
}

function serialize(schema: z.ZodType, manifest: unknown): string {
  const result = schema.safeParse(manifest)
  // Not a user's mistake: the code that made the manifest is wrong.
  if (!result.success) {
    throw new Error(`not a manifest: ${problemLines(result.error.issues, manifest).slice(0, 5).join('; ')}`)
  }
  return `${JSON.stringify(result.data, undefined, 2)}\n`
}

type Format = 'exuvia.manifest' | 'exuvia.tarball' | 'exuvia.part' | 'exuvia.start'

function parse(schema: z.ZodType, format: Format, text: string, where: string): unknown {
  let value: unknown
  try {
    value = readJson(text, { length: LARGEST })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw invalid(where, format, [visible(error.message)], error)
  }
  checkVersion(value, format, where)
  const result = schema.safeParse(value, problemOptions(value))
  if (!result.success) throw invalid(where, format, problemLines(result.error.issues, value))
  return result.data
}

/** Reports a manifest of another version before any of its keys is checked. */
function checkVersion(value: unknown, format: Format, where: string): void {
  const written = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (written === `${format}/1`) return
  const version =
    typeof written === 'string' && written.startsWith(`${format}/`) ? written.slice(format.length + 1) : ''
  if (/^[1-9][0-9]{0,8}$/.test(version)) {
    throw usageError('manifest-newer', { where, format: `${format}/${version}`, known: `${format}/1` })
  }
  const found = typeof written === 'string' ? quoted(written) : 'none'
  throw invalid(where, format, [`expected schema "${format}/1", got ${found}`])
}

function invalid(where: string, format: Format, problems: readonly string[], cause?: unknown): Error {
  const options = { cause }
  const args = { where, problems: firstProblems(problems, 10) }
  switch (format) {
    case 'exuvia.part':
      return refusal('part-invalid', args, options)
    case 'exuvia.start':
      return refusal('start-invalid', args, options)
    default:
      return refusal('manifest-invalid', args, options)
  }
}

function jsonSchema(of: z.ZodType, title: string): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(of, { target: 'draft-7' })
  return { $schema, title, ...rest }
}
