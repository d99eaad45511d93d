import { join } from 'node:path'
import { MAX_TOML, readBounded, readToml, TomlView } from '@exuvia/files'
import { messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'

/**
 * Reads a project's `pyproject.toml`.
 * @throws usage errors `no-pyproject` if it does not exist, `bad-toml` with line and column
 */
export async function readPyproject(root: string): Promise<TomlView> {
  const found = await findPyproject(root)
  if (found === undefined) throw usageError('no-pyproject', { folder: root })
  return found
}

/** Reads a project's `pyproject.toml`; undefined if there is none. @throws as `readPyproject` */
export async function findPyproject(root: string): Promise<TomlView | undefined> {
  return findToml(root, 'pyproject.toml')
}

/** Reads a TOML file of a project; undefined if there is none. @throws usage error `bad-toml` */
async function findToml(root: string, file: string): Promise<TomlView | undefined> {
  const path = join(root, file)
  let bytes: Buffer | undefined
  try {
    bytes = await readBounded(path, MAX_TOML)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined
    throw outsideError('unreadable', { file: path, reason: messageOf(error) }, { cause: error })
  }
  if (bytes === undefined)
    throw usageError('bad-toml', { reason: `more than ${MAX_TOML} bytes`, advice: [] }, { subject: { path } })
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  return new TomlView(readToml(text, file, { code: 'bad-toml' }))
}
