import { PAGES, invalidRequest, notFound } from './errors.ts'
import { type Answer, type Call, attestationsWritable, loginOf, repositoryOf } from './handler.ts'
import { type Body, checkBody, readJsonBody } from './request-body.ts'
import type { AttestationRecord } from './world.ts'

/** The version of the API that returns a bundle's address instead of the bundle. */
const WITHOUT_BUNDLES = '2026-03-10'
const MAX_SUBJECTS = 1024

/** GitHub's short words for types of statement. */
const PREDICATES: Readonly<Record<string, string>> = {
  provenance: 'https://slsa.dev/provenance/',
  sbom: 'https://spdx.dev/',
  release: 'https://in-toto.io/attestation/release/',
}

/** Stores a Sigstore bundle with an in-toto statement under each of its subjects. */
export async function createAttestation(call: Call): Promise<Answer> {
  const repository = attestationsWritable(call, PAGES.createAttestation)
  const body = await readJsonBody(call.body)
  checkBody('POST', call.template, PAGES.createAttestation, body)
  const { bundle } = body
  if (!isObject(bundle)) throw problem('it is not an object')
  if (!textOf(bundle, 'mediaType').startsWith('application/vnd.dev.sigstore.bundle'))
    throw problem('it has no media type of a Sigstore bundle')
  const material = bundle['verificationMaterial']
  if (!isObject(material) || !('certificate' in material || 'x509CertificateChain' in material))
    throw problem('it has no certificate')
  const { predicateType, subjects } = statementOf(bundle)
  const record: AttestationRecord = {
    id: call.world.nextId(),
    bundle,
    predicateType,
    subjects,
    initiator: loginOf(call.caller),
  }
  repository.attestations.push(record)
  call.world.changed()
  return { status: 201, body: { id: record.id } }
}

/** Lists the bundles with the file among their subjects: newest first, paged by cursor; 404 if there are none. */
export function listAttestations(call: Call): Answer {
  const repository = repositoryOf(call)
  const digest = call.params['subject_digest'] ?? ''
  const wanted = call.query.get('predicate_type')
  const found = repository.attestations
    .filter((each) => each.subjects.includes(digest) && isOfType(each, wanted))
    .toSorted((a, b) => b.id - a.id)
  if (found.length === 0) throw notFound(PAGES.listAttestations)
  const after = Number(Buffer.from(call.query.get('after') ?? '', 'base64url').toString())
  const rest = after > 0 ? found.filter(({ id }) => id < after) : found
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? '30') || 30, 1), 100)
  const page = rest.slice(0, size)
  const last = page.at(-1)
  const withBundles = call.message.headers['x-github-api-version'] !== WITHOUT_BUNDLES
  return {
    status: 200,
    headers: last === undefined || page.length === rest.length ? {} : { link: nextPage(call, last.id) },
    body: {
      attestations: page.map(({ id, bundle, initiator }) => ({
        ...(withBundles ? { bundle } : {}),
        repository_id: repository.id,
        bundle_url: `${call.world.urls.store}/attestations/${id}.json.sn`,
        initiator,
      })),
    },
  }
}

function nextPage(call: Call, last: number): string {
  const { owner = '', repo = '', subject_digest: digest = '' } = call.params
  const url = new URL(`${call.world.urls.api}/repos/${owner}/${repo}/attestations/${digest}`)
  for (const [key, value] of call.query) url.searchParams.set(key, value)
  url.searchParams.set('after', Buffer.from(String(last)).toString('base64url'))
  return `<${url.href}>; rel="next"`
}

function isOfType({ predicateType }: AttestationRecord, wanted: string | null): boolean {
  const short = PREDICATES[wanted ?? '']
  return wanted === null || (short === undefined ? predicateType === wanted : predicateType.startsWith(short))
}

function problem(what: string): Error {
  return invalidRequest(PAGES.createAttestation, `Invalid bundle: ${what}.`)
}

function statementOf(bundle: Body): { predicateType: string; subjects: readonly string[] } {
  const envelope = bundle['dsseEnvelope']
  if (!isObject(envelope)) throw problem('it has no DSSE envelope')
  let statement: unknown
  try {
    statement = JSON.parse(Buffer.from(textOf(envelope, 'payload'), 'base64').toString('utf8'))
  } catch {
    throw problem('its payload is no JSON')
  }
  if (!isObject(statement) || !Array.isArray(statement['subject']))
    throw problem('its payload is no in-toto statement')
  const subjects = (statement['subject'] as unknown[]).map((subject) => {
    const digest = isObject(subject) && isObject(subject['digest']) ? subject['digest'] : {}
    const sha256 = textOf(digest, 'sha256')
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw problem('a subject has no SHA-256')
    return `sha256:${sha256}`
  })
  if (subjects.length === 0 || subjects.length > MAX_SUBJECTS)
    throw problem(`it has ${subjects.length} subjects`)
  return { predicateType: textOf(statement, 'predicateType'), subjects }
}

function isObject(value: unknown): value is Body {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function textOf(fields: Body, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value : ''
}
