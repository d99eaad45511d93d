import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'

/** What a wheel has besides its module. */
export interface WheelContents {
  /** Lines of its METADATA about the licence. */
  readonly license?: string
  /** Path → text; `INFO` at the start stands for `.dist-info`. */
  readonly files?: Readonly<Record<string, string>>
}

/**
 * Makes a wheel of version 1.0 with one module, which names the tag.
 * @param more lines of its METADATA
 * @returns its path
 */
export async function makeWheel(
  folder: string,
  name: string,
  tag: string,
  more = '',
  { license = 'License-Expression: MIT\n', files = {} }: WheelContents = {},
): Promise<string> {
  const info = `${name}-1.0.dist-info`
  const texts = {
    [`${name}/__init__.py`]: `X = '${tag}'\n`,
    ...Object.fromEntries(Object.entries(files).map(([at, text]) => [at.replace(/^INFO/, info), text])),
    [`${info}/METADATA`]: `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\n${license}${more}`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: by hand\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  }
  const entries = Object.entries(texts).map(([at, text]) => ({
    path: at,
    mode: 0o644 as const,
    size: Buffer.byteLength(text),
    open: () => Promise.resolve(Buffer.from(text)),
  }))
  const file = path.join(folder, `${name}-1.0-${tag}.whl`)
  await writeWheel(file, entries, { mtime: 1_700_000_000 })
  return file
}
