import { readFile, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import * as tls from 'node:tls'
import { messageOf, usageError } from '@exuvia/model'

/** Variables of OpenSSL, requests, curl and pip that name a file of certificate authorities. */
const FILES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'] as const

type Certificates = 'default'
interface Store {
  readonly getCACertificates?: (type: Certificates) => string[]
  readonly setDefaultCACertificates?: (certificates: readonly string[]) => void
}

let heeded = ''

/**
 * Trusts the certificate authorities that the environment names for other programs, besides Node's own and
 * those of `NODE_EXTRA_CA_CERTS`. Node supports this from 22.19 and 24.5 on; an older Node follows
 * `NODE_EXTRA_CA_CERTS` alone.
 * @throws usage error `certificates-invalid`
 */
export async function heedCertificates(env: NodeJS.ProcessEnv): Promise<void> {
  const { getCACertificates, setDefaultCACertificates } = tls as Store
  if (getCACertificates === undefined || setDefaultCACertificates === undefined) return
  const named = FILES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  const key = JSON.stringify(named)
  if (named.length === 0 || heeded === key) return
  const found = new Set(getCACertificates('default'))
  const before = found.size
  for (const [variable, file] of named) {
    if (file === env['NODE_EXTRA_CA_CERTS']) continue
    const text = await certificatesIn(file).catch((cause: unknown) => {
      throw usageError('certificates-invalid', { variable, file, reason: messageOf(cause) }, { cause })
    })
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (blocks.length === 0)
      throw usageError('certificates-invalid', { variable, file, reason: 'it contains no certificate' })
    for (const pem of blocks) found.add(`${pem}\n`)
  }
  try {
    if (found.size > before) setDefaultCACertificates([...found])
  } catch (cause) {
    const [variable, file] = named[0] ?? ['', '']
    throw usageError('certificates-invalid', { variable, file, reason: messageOf(cause) }, { cause })
  }
  heeded = key
}

/** The text of a file, or of all files of a folder, as requests and curl read both. */
async function certificatesIn(place: string): Promise<string> {
  const isFolder = (await stat(place)).isDirectory()
  if (!isFolder) return readFile(place, 'latin1')
  const files = (await readdir(place)).map((name) => path.join(place, name))
  // Folders of a system have links to files that are gone.
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')))
  return texts.join('\n')
}
