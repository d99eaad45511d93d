import { trimEndOf } from '@exuvia/model'
/** Core metadata of a distribution: its headers in order, and the description. */
export interface CoreMetadata {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** Reads `METADATA` or `PKG-INFO` (core metadata: e-mail headers in UTF-8; continuation lines are indented). */
export function parseCoreMetadata(text: string): CoreMetadata {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const found: [string, string][] = []
  let at = 0
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') break
    const last = found.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] += `\n${line.replace(/^(?: {7}\||[ \t]+)/, '')}`
      continue
    }
    const name = /^([!-9;-~]+):/.exec(line)?.[1]
    if (name !== undefined) found.push([name, line.slice(name.length + 1).trim()])
  }
  return { headers: found, body: lines.slice(at + 1).join('\n') }
}

/** Returns the first value of a header; undefined if there is none, or for `UNKNOWN`, which old setuptools wrote for none. */
export function header(metadata: CoreMetadata, name: string): string | undefined {
  const value = headers(metadata, name)[0]
  return value === undefined || value === '' || value === 'UNKNOWN' ? undefined : value
}

/** Returns all values of a header. */
export function headers(metadata: CoreMetadata, name: string): string[] {
  const wanted = name.toLowerCase()
  return metadata.headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value)
}

/** Formats headers and description as core metadata 2.4. */
export function formatCoreMetadata(metadata: CoreMetadata): string {
  const lines = metadata.headers.map(
    ([name, value]) => `${name}: ${value.trim().replaceAll(/\r?\n/g, '\n        ')}\n`,
  )
  return lines.join('') + (metadata.body === '' ? '' : `\n${trimEndOf(metadata.body, '\n')}\n`)
}
