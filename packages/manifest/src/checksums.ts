import { refusal } from '@exuvia/model'

import { quoted } from './text.ts'

/** A file and its SHA-256 in lower-case hex. */
export interface Checksum {
  readonly name: string
  readonly sha256: string
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }

/**
 * Formats `SHA256SUMS` for `sha256sum -c`: one line per file, in the given order. A name
 * with a backslash, line feed or carriage return is escaped, and its line begins with a
 * backslash (GNU coreutils manual, "md5sum invocation").
 * @throws refusal `bad-file-name` for names that sha256sum does not support: empty, with NUL, or `-`
 */
export function formatChecksums(files: readonly Checksum[]): string {
  return files.map(({ name, sha256 }) => `${formatLine(name, sha256)}\n`).join('')
}

function formatLine(name: string, sha256: string): string {
  // sha256sum reads "-" as standard input.
  if (name === '' || name === '-' || name.includes('\0')) {
    throw refusal('bad-file-name', { name: quoted(name) })
  }
  const escaped = name.replaceAll(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character)
  return `${escaped === name ? '' : '\\'}${sha256}  ${escaped}`
}

/**
 * Reads `SHA256SUMS`: text (`  `) and binary (` *`) lines, escaped names, comments (`#`),
 * line ends of either kind.
 *
 * @param where the file's name in messages
 * @throws refusal `checksums-invalid`, with the line
 */
export function parseChecksums(text: string, where = 'SHA256SUMS'): Checksum[] {
  const found = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue
    const { name, sha256 } = parseLine(line, `${where}:${index + 1}`)
    const earlier = found.get(name)
    if (earlier !== undefined && earlier !== sha256) {
      throw refusal('checksums-invalid', {
        where: `${where}:${index + 1}`,
        reason: `${quoted(name)} occurs twice with different digests`,
      })
    }
    found.set(name, sha256)
  }
  return [...found].map(([name, sha256]) => ({ name, sha256 }))
}

function parseLine(line: string, where: string): Checksum {
  const match = /^(\\?)([0-9a-fA-F]{64}) [ *](.+)$/s.exec(line)
  const [, backslash, sha256, written] = match ?? []
  if (sha256 === undefined || written === undefined) {
    throw refusal('checksums-invalid', {
      where,
      reason: `expected "<64 hex digits>  <name>", got ${quoted(line)}`,
    })
  }
  if (backslash === '') return { name: written, sha256: sha256.toLowerCase() }
  if (!/^(?:[^\\]|\\[\\nr])*$/.test(written)) {
    throw refusal('checksums-invalid', { where, reason: `expected an escaped name, got ${quoted(written)}` })
  }
  const name = written.replaceAll(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  )
  return { name, sha256: sha256.toLowerCase() }
}
