import path from 'node:path'
import { JsonError, readBounded, readJson } from '@exuvia/files'
import type { PageSoftware } from '@exuvia/manifest'
import { type ReleaseManifest, refusal } from '@exuvia/model'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { explainUnreadable } from '../release/folder.ts'

/** An SBOM is a description: Exuvia refuses larger ones unread. */
const MAX_SBOM_BYTES = 64 * 1024 * 1024

const property = z.object({ name: z.string(), value: z.string() })
const license = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  properties: z.array(property).default([]),
})
const choice = z.object({ expression: z.string().optional(), license: license.optional() })
const component = z.object({
  name: z.string(),
  version: z.string().default(''),
  licenses: z.array(choice).default([]),
  properties: z.array(property).default([]),
  evidence: z.object({ licenses: z.array(choice).default([]) }).optional(),
})

/** The fields of CycloneDX 1.6 that `renderSbom` writes and a page shows; it ignores others. */
const SBOM = z.object({ metadata: z.object({ component }), components: z.array(component).default([]) })

/**
 * Reads the distributions of a release with their licences from its SBOM, the project first.
 * @returns undefined if the release names no SBOM, or the folder does not contain it
 * @throws refusals `artifact-changed`, `sbom-unreadable`
 */
export async function readSoftware(
  folder: string,
  { sbom }: ReleaseManifest,
): Promise<PageSoftware[] | undefined> {
  if (sbom === undefined) return undefined
  const file = path.join(folder, sbom.file)
  let bytes: Buffer | undefined
  try {
    bytes = await readBounded(file, MAX_SBOM_BYTES)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw explainUnreadable(error, file)
  }
  if (bytes === undefined)
    throw refusal('sbom-unreadable', { file, reason: `it has more than ${MAX_SBOM_BYTES} bytes` })
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sbom.sha256) throw refusal('artifact-changed', { file, found, expected: sbom.sha256 })
  const { metadata, components } = parse(bytes.toString('utf8'), file)
  return [metadata.component, ...components].map(describe)
}

function parse(text: string, file: string): z.output<typeof SBOM> {
  try {
    return SBOM.parse(readJson(text, { length: MAX_SBOM_BYTES }))
  } catch (error) {
    if (!(error instanceof JsonError) && !(error instanceof z.ZodError)) throw error
    const reason = error instanceof JsonError ? error.message : z.prettifyError(error)
    throw refusal('sbom-unreadable', { file, reason }, { cause: error })
  }
}

function describe({
  name,
  version,
  licenses,
  properties,
  evidence,
}: z.output<typeof component>): PageSoftware {
  const valuesOf = (key: string, of: typeof properties): string[] =>
    of.flatMap((each) => (each.name === `exuvia:${key}` ? [each.value] : []))
  const words = licenses.flatMap((each) => each.expression ?? each.license?.id ?? each.license?.name ?? [])
  const guessed = valuesOf('license-guess', properties)
  const texts = (evidence?.licenses ?? []).flatMap(({ license: about }) => {
    const [at] = valuesOf('file', about?.properties ?? [])
    const [sha256] = valuesOf('sha256', about?.properties ?? [])
    return at === undefined || sha256 === undefined ? [] : [{ path: at, sha256 }]
  })
  return {
    name,
    version,
    license: words.length > 0 ? words.join(' AND ') : guessed[0],
    source: valuesOf('license-source', properties)[0] ?? '',
    targets: [...valuesOf('target', properties), ...valuesOf('source-tarball', properties)],
    texts,
  }
}
