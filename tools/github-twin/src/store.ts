import { signature } from './assets.ts'
import { type Exchange, breakConnection, failureAnswer, hasFault, send, sendStream } from './exchange.ts'
import type { World } from './world.ts'

/** Serves the object store: it requires signed addresses and refuses foreign credentials. @returns the answer's status */
export async function serveBlob(world: World, exchange: Exchange, url: URL): Promise<number> {
  const { message } = exchange
  const failure = hasFault(exchange, 'status')
  if (failure !== undefined) {
    send(exchange, failureAnswer(failure))
    return failure.status
  }
  const blob = decodeURIComponent(url.pathname.slice(1))
  const refuse = (status: number, code: string): number => {
    const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`
    send(exchange, { status, body, headers: { 'content-type': 'application/xml' } })
    return status
  }
  if (message.headers.authorization !== undefined) return refuse(400, 'InvalidAuthenticationInfo')
  if (message.method !== 'GET' && message.method !== 'HEAD') return refuse(405, 'MethodNotAllowed')
  if (url.searchParams.get('sig') !== signature(blob)) return refuse(403, 'AuthenticationFailed')
  const asset = [...world.repositories.values()]
    .flatMap((repository) => repository.releases)
    .flatMap((release) => release.assets)
    .find((each) => each.blob === blob && each.state === 'uploaded')
  if (asset === undefined) return refuse(404, 'BlobNotFound')
  if (hasFault(exchange, 'reset-after') !== undefined) breakConnection(exchange)
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename=${asset.name}`,
  }
  await sendStream(exchange, asset.size, headers, world.blobs.open(blob) as AsyncIterable<Uint8Array>)
  return 200
}
