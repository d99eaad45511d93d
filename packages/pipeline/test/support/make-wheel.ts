import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'

/**
 * Makes a wheel of version 1.0 with one module, which names the tag.
 * @param more lines of its METADATA
 * @returns its path
 */
export async function makeWheel(folder: string, name: string, tag: string, more = ''): Promise<string> {
  const info = `${name}-1.0.dist-info`
  const texts = {
    [`${name}/__init__.py`]: `X = '${tag}'\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\nLicense-Expression: MIT\n${more}`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  }
  const entries = Object.entries(texts).map(([at, text]) => ({
    path: at,
    mode: 0o644 as const,
    size: text.length,
    open: () => Promise.resolve(Buffer.from(text)),
  }))
  const file = path.join(folder, `${name}-1.0-${tag}.whl`)
  await writeWheel(file, entries, { mtime: 1_700_000_000 })
  return file
}
