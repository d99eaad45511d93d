import { execFile } from 'node:child_process'
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
 * Downloads an sdist through pip, which checks its digest, and unpacks it; once for all runs.
 * @returns the project's folder, and the folder for its wheel
 */
export async function unpackedSdist(
  sdist: Sdist,
): Promise<{ readonly root: string; readonly wheels: string }> {
  const folder = join(FOLDER, 'sources', `${sdist.name}-${sdist.version}-${sdist.sha256.slice(0, 12)}`)
  if (!existsSync(folder)) {
    await mkdir(join(FOLDER, 'sources'), { recursive: true })
    const fresh = await mkdtemp(join(tmpdir(), 'exuvia-sdist-'))
    const list = join(fresh, 'requirements.txt')
    await writeFile(list, `${sdist.name}==${sdist.version} --hash=sha256:${sdist.sha256}\n`)
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps']
    await run('python3', [...pip, '--no-binary', sdist.name, '--require-hashes', '--dest', fresh, '-r', list])
    const archive = (await readdir(fresh)).find((name) => name.endsWith('.tar.gz'))
    if (archive === undefined) throw new Error(`pip downloaded no .tar.gz of ${sdist.name}`)
    const unpacked = join(fresh, 'unpacked')
    await mkdir(unpacked)
    await run('tar', ['xzf', join(fresh, archive), '-C', unpacked])
    await run('cp', ['-a', unpacked, `${folder}.${process.pid}`])
    await rename(`${folder}.${process.pid}`, folder)
    await rm(fresh, { recursive: true, force: true })
  }
  const [top = ''] = await readdir(folder)
  const wheels = join(FOLDER, 'wheels', `${sdist.name}-${sdist.version}-${sdist.sha256.slice(0, 12)}`)
  return { root: join(folder, top), wheels }
}
