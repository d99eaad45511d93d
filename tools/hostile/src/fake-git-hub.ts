import { createHash } from 'node:crypto'
import type { Answer, Answerer, Asked } from './answer-server.ts'

/** The content of the release's one file, SHA256SUMS. */
export const SUMS = `${'0'.repeat(64)}  app.bin\n`
const REPOSITORY = '/repos/octocat/hello'
const NUMBER_OF_ASSET = 7

/** An object of an answer. */
export type Json = Readonly<Record<string, unknown>>

/** What a right answer becomes. */
export interface Changes {
  readonly release?: (release: Json, asked: Asked) => Json
  readonly asset?: (asset: Json, asked: Asked) => Json
  readonly repository?: (repository: Json) => Json
  /** The list of the release's files. */
  readonly list?: (assets: readonly Json[]) => unknown
  readonly bytes?: (asked: Asked) => Answer
  readonly attested?: (asked: Asked) => Answer
  readonly headers?: (asked: Asked) => Readonly<Record<string, string>>
}

/** A repository with a draft of a release that has one file; all it says can be changed. */
export function gitHub(changes: Changes = {}): Answerer {
  const same = (value: Json): Json => value
  const { release: toRelease = same, asset: toAsset = same, repository: toRepository = same } = changes
  /** The files that a command has sent, by their number. */
  const sent = new Map<number, Json>()
  let draft = true
  return (asked) => {
    const { method, path, content, here } = asked
    const [place = ''] = path.split('?')
    const own = `${here}${REPOSITORY}/releases`
    const asset = (id: number, more: Json = {}): Json =>
      toAsset(
        {
          id,
          name: 'SHA256SUMS',
          label: null,
          state: 'uploaded',
          size: SUMS.length,
          digest: `sha256:${sha256(SUMS)}`,
          content_type: 'text/plain',
          created_at: '2024-01-01T00:00:00Z',
          url: `${own}/assets/${id}`,
          browser_download_url: `${here}/download/${id}`,
          ...more,
        },
        asked,
      )
    const assetList = (): unknown => {
      const all = [asset(NUMBER_OF_ASSET), ...[...sent].map(([id, fields]) => asset(id, fields))]
      return changes.list?.(all) ?? all
    }
    const release = (): Json =>
      toRelease(
        {
          id: 1,
          tag_name: 'v1.0',
          target_commitish: 'main',
          name: 'v1.0',
          body: '',
          draft,
          prerelease: false,
          immutable: false,
          created_at: '2024-01-01T00:00:00Z',
          published_at: null,
          html_url: `${here}/octocat/hello/releases/tag/v1.0`,
          upload_url: `${own}/1/assets{?name,label}`,
          assets: assetList(),
        },
        asked,
      )
    const json = (value: unknown, status = 200): Answer => {
      const headers = changes.headers?.(asked)
      return { status, body: JSON.stringify(value), ...(headers === undefined ? {} : { headers }) }
    }
    if (place === REPOSITORY) {
      // A command begins.
      sent.clear()
      draft = true
      const permissions = { push: true, admin: true }
      const fields = { full_name: 'octocat/hello', default_branch: 'main', archived: false, private: false }
      return json(toRepository({ ...fields, permissions }))
    }
    if (place.startsWith(`${REPOSITORY}/attestations/`))
      return changes.attested?.(asked) ?? json({ attestations: [] })
    if (place === `${REPOSITORY}/releases/assets/${NUMBER_OF_ASSET}`)
      return changes.bytes?.(asked) ?? { body: SUMS, headers: { 'content-type': 'text/plain' } }
    const id = Number(new RegExp(`^${REPOSITORY}/releases/assets/(\\d+)$`).exec(place)?.[1])
    const known = sent.get(id)
    if (known !== undefined) {
      if (method === 'DELETE') return { status: sent.delete(id) ? 204 : 404, body: '' }
      if (method === 'PATCH')
        sent.set(id, { ...known, name: (JSON.parse(content.toString()) as Json)['name'] })
      return json(asset(id, sent.get(id)))
    }
    if (place === `${REPOSITORY}/releases/1/assets`) {
      if (method === 'GET') return json(assetList())
      const name = new URL(path, here).searchParams.get('name') ?? ''
      const next = 100 + sent.size
      sent.set(next, { name, size: content.length, digest: `sha256:${sha256(content)}` })
      return json(asset(next, sent.get(next)), 201)
    }
    if (place === `${REPOSITORY}/releases`) return method === 'GET' ? json([release()]) : json(release(), 201)
    if (/\/releases\/(?:1|tags\/v1\.0)$/.test(place)) {
      if (method === 'PATCH') draft = (JSON.parse(content.toString()) as Json)['draft'] !== false
      return json(release())
    }
    return json({ message: 'Not Found' }, 404)
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
