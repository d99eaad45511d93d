import { JsonError, readBounded, readJson } from '@exuvia/files'
import { refusal } from '@exuvia/model'
import { MAX_STATEMENT_BYTES } from '@exuvia/provenance'

/**
 * Reads an SBOM as a statement has it.
 * @throws refusal `sbom-unread`, if it is no JSON object, or larger than GitHub allows in an attestation
 */
export async function readSbom(file: string): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readBounded(file, MAX_STATEMENT_BYTES)
  if (bytes === undefined)
    throw refusal('sbom-unread', { file, reason: `it is larger than ${MAX_STATEMENT_BYTES} bytes` })
  try {
    const data = readJson(bytes.toString('utf8'), { length: MAX_STATEMENT_BYTES })
    if (typeof data === 'object' && data !== null && !Array.isArray(data))
      return data as Record<string, unknown>
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw refusal('sbom-unread', { file, reason: error.message }, { cause: error })
  }
  throw refusal('sbom-unread', { file, reason: 'it is no JSON object' })
}
