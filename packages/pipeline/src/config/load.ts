import { open } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'

import { type Config, messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'

import { parseConfig } from './parse.ts'

/** In bytes. */
const LARGEST = 1024 * 1024

/**
 * The config of a project: `exuvia.toml`, or `[tool.exuvia]` in `pyproject.toml`; where
 * neither is there, all is default.
 *
 * @param root absolute path of the project
 * @param file another config file, absolute or relative to `root` (`--config`)
 * @throws usage error: what `parseConfig` throws, `config-twice` where both files have a config,
 *   `config-missing` where `file` is not there or has none; outside error `config-unreadable`
 */
export async function loadConfig(root: string, file?: string): Promise<Config> {
  if (file !== undefined) return loadFile(root, file)
  const pyproject = await load(root, 'pyproject.toml')
  const own = await load(root, 'exuvia.toml')
  if (own?.file !== undefined && pyproject?.file !== undefined) {
    throw usageError(
      'config-twice',
      `expected one config, got two: exuvia.toml and [tool.exuvia] in pyproject.toml`,
      {
        hint: 'move everything into one of them',
      },
    )
  }
  if (own !== undefined) return own
  return pyproject ?? parseConfig('', 'pyproject.toml')
}

async function loadFile(root: string, file: string): Promise<Config> {
  const config = await load(root, file)
  if (config === undefined) throw usageError('config-missing', `config ${file} is not there`)
  if (config.file === undefined) {
    throw usageError('config-missing', `config ${file} has no table [tool.exuvia]`, {
      hint: 'exuvia init writes one',
    })
  }
  return config
}

async function load(root: string, file: string): Promise<Config | undefined> {
  const path = resolve(root, file)
  const text = await read(path, file)
  return text === undefined ? undefined : parseConfig(text, relative(root, path).split(sep).join('/'))
}

/** The file's text; undefined where there is no such file. */
async function read(path: string, file: string): Promise<string | undefined> {
  let bytes: Uint8Array
  try {
    bytes = await readBounded(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return undefined
    throw outsideError('config-unreadable', `config ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
  if (bytes.length > LARGEST) {
    throw usageError('config-too-large', `${file} is larger than ${LARGEST} bytes; a config is not`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw usageError('config-syntax', `${file} not TOML: not UTF-8`, { cause: error })
  }
}

/** At most one byte more than the largest config: enough to know that there is more. */
async function readBounded(path: string): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const buffer = new Uint8Array(LARGEST + 1)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } finally {
    await handle.close()
  }
}
