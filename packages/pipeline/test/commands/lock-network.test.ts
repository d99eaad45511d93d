/**
 * Each test starts the program several times.
 *
 * @module-tag slow
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer, request } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { cliCommand } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import { makeWheel } from '../support/make-wheel.ts'

const run = promisify(execFile)
const CERTIFICATES = path.join(import.meta.dirname, '../fixtures/certificates')
const AUTHORITY = path.join(CERTIFICATES, 'authority.pem')
const GULL = 'gull-1.0-py3-none-any.whl'

let root = ''
let bytes: Buffer = Buffer.alloc(0)
/** An index behind TLS, one without, and a proxy to both. */
const servers = { secure: '', plain: '', proxy: '' }
const proxied: string[] = []

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'exuvia network '))
  bytes = readFileSync(await makeWheel(root, 'gull', 'py3-none-any'))
  const index: Parameters<typeof createServer>[1] = (incoming, response) => {
    if (incoming.url?.startsWith('/simple/') === true) {
      const files = [
        {
          filename: GULL,
          url: `/files/${GULL}`,
          hashes: { sha256: digest() },
          yanked: 'a wrong licence file',
        },
      ]
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
      response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'gull', files }))
    } else response.end(bytes)
  }
  const tls = createTlsServer(
    {
      key: readFileSync(path.join(CERTIFICATES, 'server.key')),
      cert: readFileSync(path.join(CERTIFICATES, 'server.pem')),
    },
    index,
  )
  const http = createServer(index)
  const through = createServer((incoming, response) => {
    proxied.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    const { pathname } = new URL(incoming.url ?? '')
    request(`${servers.plain}${pathname}`, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    }).end()
  })
  through.on('connect', (incoming, client) => {
    proxied.push(`CONNECT ${incoming.url ?? ''}`)
    const upstream = connect(portOf(tls), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  const all = [tls, http, through]
  await Promise.all(
    all.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.listen(0, '127.0.0.1', resolve)
        }),
    ),
  )
  servers.secure = `https://127.0.0.1:${portOf(tls)}`
  servers.plain = `http://127.0.0.1:${portOf(http)}`
  servers.proxy = `http://127.0.0.1:${portOf(through)}`
  return () => {
    for (const server of all) {
      server.closeAllConnections()
      server.close()
    }
    rmSync(root, { recursive: true, force: true })
  }
})

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function digest(): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Plans a project whose lock names a wheel at an address, with an empty cache. */
async function plan(
  address: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly output: string }> {
  const folder = mkdtempSync(path.join(root, 'project '))
  mkdirSync(path.join(folder, 'shelf'))
  writeFileSync(path.join(folder, 'shelf/__init__.py'), 'import gull\n')
  writeFileSync(
    path.join(folder, 'pyproject.toml'),
    '[project]\nname = "shelf"\nversion = "1"\nlicense = "MIT"\nrequires-python = ">=3.12"\ndependencies = ["gull"]\n[tool.setuptools]\npackages = ["shelf"]\n[tool.exuvia]\ntargets = ["cp312-any"]\n',
  )
  writeFileSync(
    path.join(folder, 'uv.lock'),
    `version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "gull"\nversion = "1.0"\nsource = { registry = "${address}/simple" }\nwheels = [{ url = "${address}/files/${GULL}", hash = "sha256:${digest()}" }]\n\n[[package]]\nname = "shelf"\nversion = "1"\nsource = { editable = "." }\ndependencies = [{ name = "gull" }]\n\n[package.metadata]\nrequires-dist = [{ name = "gull" }]\n`,
  )
  const [program, ...first] = await cliCommand()
  const base = { PATH: process.env['PATH'], HOME: folder, EXUVIA_CACHE_DIR: path.join(folder, 'cache') }
  try {
    const { stdout, stderr } = await run(program, [...first, 'plan'], {
      cwd: folder,
      env: { ...base, ...env },
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

test('a wheel behind a private certificate authority needs its certificate, by any variable', async () => {
  const refused = await plan(servers.secure, {})
  expect(refused.code).toBe(3)
  expect(refused.output).toContain(`cannot download ${GULL} from ${new URL(servers.secure).host}`)
  expect(refused.output).toContain('NODE_EXTRA_CA_CERTS or SSL_CERT_FILE')
  for (const variable of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'PIP_CERT']) {
    const { code, output } = await plan(servers.secure, { [variable]: AUTHORITY })
    expect([variable, code, output.includes(GULL)]).toEqual([variable, 0, true])
  }
})

test('a file of certificates that contains none is an error that names the variable', async () => {
  const { code, output } = await plan(servers.secure, { SSL_CERT_FILE: path.join(CERTIFICATES, 'README.md') })
  expect([code, output]).toEqual([2, expect.stringContaining('SSL_CERT_FILE')])
})

test('a wheel and the page of its index come through the proxy, over http and in a tunnel', async () => {
  const env = { HTTP_PROXY: servers.proxy, HTTPS_PROXY: servers.proxy, SSL_CERT_FILE: AUTHORITY }
  proxied.length = 0
  const http = await plan('http://index.invalid', env)
  expect(http).toMatchObject({ code: 0 })
  expect(proxied.toSorted()).toEqual([
    `GET http://index.invalid/files/${GULL}`,
    'GET http://index.invalid/simple/gull/',
  ])
  proxied.length = 0
  const tunnel = await plan('https://index.invalid', env)
  expect(tunnel).toMatchObject({ code: 0 })
  expect(new Set(proxied)).toEqual(new Set(['CONNECT index.invalid:443']))
})

test('NO_PROXY leads around the proxy', async () => {
  proxied.length = 0
  const { code } = await plan(servers.plain, { HTTP_PROXY: servers.proxy, NO_PROXY: '127.0.0.1' })
  expect([code, proxied]).toEqual([0, []])
})

test('a locked file that its index withdrew is reported with the reason', async () => {
  const { output } = await plan(servers.plain, {})
  expect(output).toContain(`${GULL} was withdrawn from its index: a wrong licence file`)
})
