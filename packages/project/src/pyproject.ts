import { join } from 'node:path'
import { MAX_TOML, readBounded, readToml, TomlView } from '@exuvia/files'
import { messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'

/**
 * Reads a project's `pyproject.toml`.
 * @throws usage errors `no-pyproject` if it does not exist, `bad-toml` with line and column
 */
export async function readPyproject(root: string): Promise<TomlView> {
  const path = join(root, 'pyproject.toml')
  let bytes: Buffer | undefined
  try {
    bytes = await readBounded(path, MAX_TOML)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) {
      throw usageError('no-pyproject', { folder: root }, { cause: error })
    }
    throw outsideError('unreadable', { file: path, reason: messageOf(error) }, { cause: error })
  }
  if (bytes === undefined)
    throw usageError('bad-toml', { reason: `more than ${MAX_TOML} bytes`, advice: [] }, { subject: { path } })
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  return new TomlView(readToml(text, 'pyproject.toml', { code: 'bad-toml' }))
}
