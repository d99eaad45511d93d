import { createHmac, randomBytes } from 'node:crypto'
import { ApiError, PAGES, notFound, plain, validationFailed } from './errors.ts'
import {
  type Answer,
  type Call,
  idOf,
  loginOf,
  mayWrite,
  paginate,
  repositoryOf,
  writableRepository,
} from './handler.ts'
import { rewriteAssetName } from './names.ts'
import { renderAsset, shownTag } from './render.ts'
import { visibleRelease } from './releases.ts'
import { checkBody, readJsonBody } from './request-body.ts'
import {
  type AssetRecord,
  type ReleaseRecord,
  type RepositoryRecord,
  shownFrom,
  shownAssets,
} from './world.ts'

export function listAssets(call: Call): Answer {
  const repository = repositoryOf(call)
  const release = visibleRelease(call, repository)
  const { page, headers } = paginate(call, shownAssets(call.world, release, 'list'))
  return {
    status: 200,
    headers,
    body: page.map((asset) => renderAsset(call.world, repository, release, asset)),
  }
}

/** Answers metadata, or a redirect to the object store for `Accept: application/octet-stream`. */
export function getAsset(call: Call): Answer {
  const { repository, release, asset } = findAsset(call)
  if (!(call.message.headers.accept ?? '').includes('application/octet-stream')) {
    return { status: 200, body: renderAsset(call.world, repository, release, asset) }
  }
  if (asset.state !== 'uploaded') throw notFound(PAGES.asset)
  asset.downloads += 1
  return { status: 302, headers: { location: signedUrl(call, asset) } }
}

/** Serves the public address of an asset. A draft has none, for any caller. */
export function browserDownload(call: Call): Answer {
  const repository = repositoryOf(call)
  const release = repository.releases.find((each) => !each.draft && shownTag(each) === call.params['tag'])
  const asset = release?.assets.find((each) => each.name === call.params['name'] && each.state === 'uploaded')
  if (asset === undefined) throw new ApiError(404, 'Not Found')
  asset.downloads += 1
  return { status: 302, headers: { location: signedUrl(call, asset) } }
}

export async function updateAsset(call: Call): Promise<Answer> {
  writableRepository(call, PAGES.updateAsset)
  const body = await readJsonBody(call.body)
  checkBody('PATCH', call.template, PAGES.updateAsset, body)
  const { repository, release, asset } = findAsset(call)
  refuseImmutable(release, 'update')
  if (typeof body['name'] === 'string') {
    const name = rewriteAssetName(body['name'])
    if (release.assets.some((each) => each !== asset && each.name === name))
      throw alreadyExists(PAGES.updateAsset)
    if (asset.name !== name) asset.before = { name: asset.name, until: shownFrom(call.world) }
    asset.name = name
  }
  if (typeof body['label'] === 'string') asset.label = body['label']
  asset.updatedAt = call.world.clock.now()
  call.world.changed()
  return { status: 200, body: renderAsset(call.world, repository, release, asset) }
}

export async function deleteAsset(call: Call): Promise<Answer> {
  writableRepository(call, PAGES.removeAsset)
  const { release, asset } = findAsset(call)
  refuseImmutable(release, 'delete')
  release.assets = release.assets.filter((each) => each !== asset)
  await call.world.blobs.remove(asset.blob)
  call.world.changed()
  return { status: 204 }
}

/**
 * Takes raw bytes. The asset exists as a `starter` from the first byte on, and stays one if the
 * upload breaks off; only the whole body makes it `uploaded`.
 */
export async function uploadAsset(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.upload)
  const release = visibleRelease(call, repository)
  refuseImmutable(release, 'upload')
  const size = contentLength(call)
  const type = call.message.headers['content-type']
  if (type === undefined || !type.includes('/'))
    throw plain(400, `Bad Content-Type: ${type ?? ''}`, PAGES.upload)
  const asked = call.query.get('name')
  if (asked === null || asked === '') {
    throw validationFailed(PAGES.upload, { resource: 'ReleaseAsset', code: 'missing_field', field: 'name' })
  }
  const name = rewriteAssetName(asked)
  if (size < 1) throw badSize('size must be greater than or equal to 1')
  if (size >= call.world.limits.assetBytes) {
    throw badSize(`size must be less than ${call.world.limits.assetBytes}`)
  }
  if (release.assets.some((asset) => asset.name === name)) throw alreadyExists(PAGES.upload)
  if (release.assets.length >= call.world.limits.assetsPerRelease) {
    throw validationFailed(PAGES.upload, {
      resource: 'ReleaseAsset',
      code: 'custom',
      field: 'file_count',
      message: `file_count limited to ${call.world.limits.assetsPerRelease} assets per release`,
    })
  }
  const now = call.world.clock.now()
  const id = call.world.nextId()
  const asset: AssetRecord = {
    id,
    name,
    label: call.query.get('label') ?? '',
    state: 'starter',
    contentType: type,
    size,
    sha256: '',
    digestFrom: Number.POSITIVE_INFINITY,
    blob: `${repository.owner}+${repository.name}+${release.id}+${id}+${name}`,
    downloads: 0,
    createdAt: now,
    updatedAt: now,
    listedFrom: shownFrom(call.world),
    before: undefined,
    uploader: loginOf(call.caller),
  }
  release.assets.push(asset)
  call.world.changed()
  const stored = await call.world.blobs.put(asset.blob, exactly(call.body, size))
  if (!release.assets.includes(asset) || !repository.releases.includes(release)) {
    // A request deleted the asset, or its release, during the upload.
    await call.world.blobs.remove(asset.blob)
    throw notFound(PAGES.upload)
  }
  Object.assign(asset, {
    state: 'uploaded',
    size: stored.size,
    sha256: stored.sha256,
    updatedAt: call.world.clock.now(),
    digestFrom: call.world.clock.now() + call.world.lag.digest,
  })
  call.world.changed()
  return { status: 201, body: renderAsset(call.world, repository, release, asset) }
}

const storeKey = randomBytes(16)

/** The signature that the object store requires in an address. */
export function signature(blob: string): string {
  return createHmac('sha256', storeKey).update(blob).digest('hex').slice(0, 32)
}

function signedUrl(call: Call, asset: AssetRecord): string {
  return `${call.world.urls.store}/${encodeURIComponent(asset.blob)}?sig=${signature(asset.blob)}`
}

function findAsset(call: Call): { repository: RepositoryRecord; release: ReleaseRecord; asset: AssetRecord } {
  const repository = repositoryOf(call)
  const id = idOf(call, 'asset_id')
  for (const release of repository.releases) {
    const asset = release.assets.find((each) => each.id === id)
    if (asset !== undefined && (!release.draft || mayWrite(call.caller)))
      return { repository, release, asset }
  }
  throw notFound(PAGES.asset)
}

function contentLength(call: Call): number {
  const text = call.message.headers['content-length'] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw plain(400, `Bad Content-Length: ${text}`, PAGES.upload)
  return Number(text)
}

function badSize(message: string): ApiError {
  return validationFailed(PAGES.upload, { resource: 'ReleaseAsset', code: 'custom', field: 'size', message })
}

function alreadyExists(page: string): ApiError {
  return validationFailed(page, { resource: 'ReleaseAsset', code: 'already_exists', field: 'name' })
}

function refuseImmutable(release: ReleaseRecord, what: 'upload' | 'update' | 'delete'): void {
  if (!release.immutable) return
  throw plain(
    422,
    what === 'upload'
      ? 'Cannot upload assets to an immutable release.'
      : `Cannot ${what} an asset of an immutable release.`,
    PAGES.upload,
  )
}

async function* exactly(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let got = 0
  for await (const chunk of chunks) {
    got += chunk.length
    yield chunk
  }
  if (got !== size) throw new Error(`the body ended after ${got} of ${size} bytes`)
}
