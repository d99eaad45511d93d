import { createHash } from 'node:crypto'
import { relative, resolve, sep } from 'node:path'

import { readBounded } from '@exuvia/files'
import { type Config, messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'

import { parseConfig } from './parse.ts'

/** In bytes. */
const LARGEST = 1024 * 1024

/** A config, and the digest of its file. */
export interface ReadConfig {
  readonly config: Config
  /** Of `config.file`, lower-case hex; undefined if no file has a config. */
  readonly sha256: string | undefined
}

/** Returns only the config of a project; see `readConfig`. */
export async function loadConfig(root: string, file?: string): Promise<Config> {
  return (await readConfig(root, file)).config
}

/**
 * Reads the config of a project: `exuvia.toml`, or `[tool.exuvia]` in `pyproject.toml`, or
 * only defaults if both are missing.
 *
 * @param root absolute path of the project
 * @param file another config file, absolute or relative to `root` (`--config`)
 * @throws usage error: as `parseConfig`, `config-twice` if both files have a config,
 *   `config-missing` if `file` does not exist or contains none; outside error `config-unreadable`
 */
export async function readConfig(root: string, file?: string): Promise<ReadConfig> {
  if (file !== undefined) return loadFile(root, file)
  const pyproject = await load(root, 'pyproject.toml')
  const own = await load(root, 'exuvia.toml')
  if (own?.config.file !== undefined && pyproject?.config.file !== undefined) {
    throw usageError('config-twice')
  }
  if (own !== undefined) return own
  return pyproject ?? { config: parseConfig('', 'pyproject.toml'), sha256: undefined }
}

async function loadFile(root: string, file: string): Promise<ReadConfig> {
  const read = await load(root, file)
  if (read === undefined) throw usageError('config-missing', { file })
  if (read.config.file === undefined) {
    throw usageError('config-without-table', { file })
  }
  return read
}

async function load(root: string, file: string): Promise<ReadConfig | undefined> {
  const path = resolve(root, file)
  const bytes = await readBytes(path, file)
  if (bytes === undefined) return undefined
  const config = parseConfig(decode(bytes, file), relative(root, path).split(sep).join('/'))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { config, sha256: config.file === undefined ? undefined : sha256 }
}

/** The file's bytes; undefined if there is no such file. */
async function readBytes(path: string, file: string): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await readBounded(path, LARGEST)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return undefined
    throw outsideError('config-unreadable', { file, reason: messageOf(error) }, { cause: error })
  }
  if (bytes === undefined) {
    throw usageError('config-too-large', { file, limit: LARGEST })
  }
  return bytes
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw usageError(
      'config-syntax',
      { reason: 'not UTF-8', advice: ['save it as UTF-8'] },
      { subject: { path: file }, cause: error },
    )
  }
}
