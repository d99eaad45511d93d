import { JsonError, readJson } from '@exuvia/files'
import { FIRST_PROBLEM, compareText, refusal } from '@exuvia/model'
import { z } from 'zod'

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** https://slsa.dev/spec/v1.0/provenance */
export const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1'
/** A CycloneDX document about the subjects, as the action `actions/attest-sbom` writes it: https://cyclonedx.org/specification/overview/ */
export const SBOM_PREDICATE_TYPE = 'https://cyclonedx.org/bom'
/** Of a signed statement, in its DSSE envelope. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** GitHub's limit per attestation; a release has at most 1,000 files. */
const MAX_SUBJECTS = 1024
/** GitHub allows predicates of at most 16 MiB. */
export const MAX_STATEMENT_BYTES = 16 * 1024 * 1024

/** A file in a statement. */
export interface Subject {
  readonly name: string
  /** Lower-case hex. */
  readonly sha256: string
}

/** An in-toto statement about files, with any predicate. */
export interface Statement {
  readonly subjects: readonly Subject[]
  readonly predicateType: string
  readonly predicate: Readonly<Record<string, unknown>>
}

/**
 * The text of a statement, with SLSA provenance unless another type is given: subjects sorted by name, keys
 * in the order of this code and the predicate's. The same facts give the same bytes.
 */
export function formatStatement(
  subjects: readonly Subject[],
  predicate: Readonly<Record<string, unknown>>,
  predicateType = PREDICATE_TYPE,
): string {
  const statement = {
    _type: STATEMENT_TYPE,
    subject: subjects
      .toSorted((a, b) => compareText(a.name, b.name))
      .map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType,
    predicate,
  }
  return `${JSON.stringify(statement)}\n`
}

// Ignore unknown fields, as the specification requires.
const STATEMENT = z.looseObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z
    .array(
      z.looseObject({
        name: z.string().max(4096).default(''),
        digest: z.record(z.string().max(100), z.string().max(1000)),
      }),
    )
    .min(1)
    .max(MAX_SUBJECTS),
  predicateType: z.string().min(1).max(1000),
  predicate: z.record(z.string(), z.unknown()).default({}),
})

/**
 * Reads an untrusted statement. Skips subjects without a SHA-256, because no file could match
 * them.
 * @param where the name in messages
 * @throws refusal `provenance-invalid`
 */
export function parseStatement(text: string, where: string): Statement {
  let data: unknown
  try {
    data = readJson(text, { length: MAX_STATEMENT_BYTES })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw invalid(where, error.message, error)
  }
  const parsed = STATEMENT.safeParse(data, FIRST_PROBLEM)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(where, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  }
  const { subject, predicateType, predicate } = parsed.data
  const subjects = subject.flatMap(({ name, digest }) => {
    const sha256 = digest['sha256']?.toLowerCase()
    return sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? [{ name, sha256 }] : []
  })
  return { subjects, predicateType, predicate }
}

function invalid(where: string, problem: string, cause?: unknown): Error {
  return refusal('provenance-invalid', { where, reason: problem }, { cause })
}
