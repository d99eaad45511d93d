import { addAll, refusal, usageError } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { explain } from './explain.ts'
import { judge } from './failure.ts'
import { type GitHub, ask, connect } from './github.ts'
import type { PublishEvent, ReleaseLocation } from './options.ts'
import { asBundles, asStored } from './shapes.ts'

/** The repository of attestations, and how to access it. */
export type RepositoryLocation = Omit<ReleaseLocation, 'tag'>

const ATTESTATIONS = '/repos/{owner}/{repo}/attestations'
/** A later version of the API gives an address for each bundle instead of the bundle. */
const HEADERS = { 'x-github-api-version': '2022-11-28' }
const PAGE = 100
/** A file has one per attestation. */
const MAX_ATTESTATIONS = 1000

/** Access to a repository's attestations, with one rate limit for all requests. */
export interface Attestations {
  /**
   * Lists the Sigstore bundles of a type that name a file among their subjects, unverified;
   * empty if there are none.
   * @throws ExuviaError: refused `attestations-too-many`; outside
   */
  list(sha256: string, predicateType: string): Promise<unknown[]>
  /**
   * Stores a bundle. After a lost answer, checks before it sends the bundle again.
   * @returns the attestation's id; undefined if the answer was lost or does not contain it
   * @throws ExuviaError: usage `attestation-rights`; refused; outside
   */
  store(bundle: object, isThere: () => Promise<boolean>): Promise<number | undefined>
}

export function openAttestations(
  location: RepositoryLocation,
  report?: (event: PublishEvent) => void,
): Attestations {
  const github = connect(location, report)
  return {
    list: (sha256, predicateType) =>
      listAll(github, sha256, predicateType).catch((error: unknown) => {
        throw explain(error, github, '')
      }),
    store: (bundle, isThere) =>
      store(github, bundle, isThere).catch((error: unknown) => {
        throw explainStore(error, github)
      }),
  }
}

async function listAll(github: GitHub, sha256: string, predicateType: string): Promise<unknown[]> {
  const bundles: unknown[] = []
  let after: string | undefined
  do {
    const page = await listPage(github, sha256, predicateType, after)
    addAll(bundles, page.bundles)
    after = page.next
    if (bundles.length > MAX_ATTESTATIONS) {
      const { owner, repo } = github.repository
      throw refusal('attestations-too-many', {
        repository: `${owner}/${repo}`,
        limit: MAX_ATTESTATIONS,
        digest: `sha256:${sha256}`,
      })
    }
  } while (after !== undefined)
  return bundles
}

interface Page {
  readonly bundles: readonly unknown[]
  /** The cursor of the next page. */
  readonly next: string | undefined
}

async function listPage(
  github: GitHub,
  sha256: string,
  predicateType: string,
  after: string | undefined,
): Promise<Page> {
  try {
    return await ask(github, {
      what: 'look for attestations',
      cost: 'read',
      route: `GET ${ATTESTATIONS}/{subject_digest}`,
      parameters: {
        subject_digest: `sha256:${sha256}`,
        predicate_type: predicateType,
        per_page: PAGE,
        headers: HEADERS,
        ...(after === undefined ? {} : { after }),
      },
      shape: asPage,
      repeatable: true,
    })
  } catch (error) {
    // GitHub's answer for a file without attestations, and that of an Enterprise Server without support.
    if (error instanceof Failure && error.status === 404) return { bundles: [], next: undefined }
    throw error
  }
}

function asPage(data: unknown, headers: Readonly<Record<string, string | undefined>>): Page {
  const bundles = asBundles(data)
  // Use only the link's cursor, because the address is known.
  const link = /<([^<>]+)>; {0,9}rel="next"/.exec(headers['link'] ?? '')?.[1] ?? ''
  const cursor = URL.canParse(link) ? new URL(link).searchParams.get('after') : null
  return { bundles, next: bundles.length === 0 ? undefined : (cursor ?? undefined) }
}

async function store(
  github: GitHub,
  bundle: object,
  isThere: () => Promise<boolean>,
): Promise<number | undefined> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask(github, {
        what: 'store the attestation',
        cost: 'write',
        route: `POST ${ATTESTATIONS}`,
        parameters: { bundle, headers: HEADERS },
        shape: asStored,
        repeatable: false,
      })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const verdict = judge(error, { tries, rateWaits: 0 }, github.serverNow())
      // Requests that cannot have taken effect were already retried.
      if (!verdict.again || !verdict.ambiguous) throw error
      github.report({ type: 'retry', what: 'store the attestation', reason: error.message })
      await github.clock.sleep(verdict.wait, github.signal)
    }
    if (await isThere()) return undefined
  }
}

function explainStore(error: unknown, github: GitHub): Error {
  const explained = explain(error, github, '')
  const refused = ['publish-token-rights', 'publish-not-found', 'publish-token-refused'].includes(
    explained.code,
  )
  if (!refused) return explained
  return usageError('attestation-rights', {
    repository: `${github.repository.owner}/${github.repository.repo}`,
    answer: explained.message,
  })
}
