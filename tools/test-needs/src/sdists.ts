import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Outside of the repository, whose .gitignore would say what the projects contain. */
const FOLDER = join(tmpdir(), 'exuvia-sdists')

/** A published sdist. */
export interface Sdist {
  readonly name: string
  readonly version: string
  readonly sha256: string
}

/**
 * Downloads an sdist and unpacks it; once for all runs. Not through pip, which runs the backend of a source
 * distribution that it downloads.
 * @returns the project's folder, and the folder for its wheel
 */
export async function unpackedSdist(
  sdist: Sdist,
): Promise<{ readonly root: string; readonly wheels: string }> {
  const folder = join(FOLDER, 'sources', `${sdist.name}-${sdist.version}-${sdist.sha256.slice(0, 12)}`)
  if (!existsSync(folder)) {
    await mkdir(join(FOLDER, 'sources'), { recursive: true })
    const fresh = await mkdtemp(join(tmpdir(), 'exuvia-sdist-'))
    const archive = join(fresh, 'sdist.tar.gz')
    await writeFile(archive, await download(sdist))
    const unpacked = join(fresh, 'unpacked')
    await mkdir(unpacked)
    await run('tar', ['xzf', archive, '-C', unpacked])
    await run('cp', ['-a', unpacked, `${folder}.${process.pid}`])
    await rename(`${folder}.${process.pid}`, folder)
    await rm(fresh, { recursive: true, force: true })
  }
  const [top = ''] = await readdir(folder)
  const wheels = join(FOLDER, 'wheels', `${sdist.name}-${sdist.version}-${sdist.sha256.slice(0, 12)}`)
  return { root: join(folder, top), wheels }
}

const SIMPLE = 'application/vnd.pypi.simple.v1+json'

/** @throws if the index (PEP 691) has no file with this digest, or sends other bytes */
async function download({ name, sha256 }: Sdist): Promise<Buffer> {
  const index = process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple'
  const page = await answerOf(`${index.replace(/\/$/, '')}/${name.toLowerCase()}/`, { accept: SIMPLE })
  const { files } = (await page.json()) as {
    readonly files: readonly { readonly url: string; readonly hashes: { readonly sha256?: string } }[]
  }
  const file = files.find(({ hashes }) => hashes.sha256 === sha256)
  if (file === undefined) throw new Error(`${index} has no file of ${name} with the SHA-256 ${sha256}`)
  const bytes = Buffer.from(await (await answerOf(new URL(file.url, page.url).href)).arrayBuffer())
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sha256) throw new Error(`${file.url} has the SHA-256 ${found}; expected ${sha256}`)
  return bytes
}

async function answerOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const answer = await fetch(url, { headers })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`)
  return answer
}
