import { readFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/** A built site, served as GitHub Pages serves it. */
export interface Served {
  /** With the site's base, and `/` at the end. */
  readonly url: string
  readonly server: Server
}

/**
 * Serves a folder below a base on a free port of this machine. A path without an ending is the page of that name.
 * @param base `/exuvia/`
 */
export async function serve(folder: string, base: string): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = decodeURIComponent(pathname).slice(base.length)
    const file =
      path === '' || path.endsWith('/') ? `${path}index.html` : extname(path) === '' ? `${path}.html` : path
    const found = pathname.startsWith(base) && !path.split('/').includes('..')
    void (found ? readFile(join(folder, file)) : Promise.reject(new Error('not found'))).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, server }
}
