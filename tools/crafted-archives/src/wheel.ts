import { createHash } from 'node:crypto'
import type { ZipPart } from './zip.ts'

/** The files below `.dist-info` of a wheel that a test makes. */
export interface WheelMetadata {
  /** More lines for METADATA, each with its line end. */
  readonly metadata?: string
  readonly wheel?: string
  readonly entryPoints?: string | Buffer
  /** Instead of the right RECORD. */
  readonly record?: string | Buffer
}

/**
 * The entries of a valid wheel `demo-1.0-py3-none-any.whl`, which pip installs; every value of
 * `metadata` may make it invalid.
 */
export function wheelParts(
  files: Readonly<Record<string, string | Buffer>> = { 'demo/__init__.py': 'VALUE = 1\n' },
  metadata: WheelMetadata = {},
): ZipPart[] {
  const info = 'demo-1.0.dist-info'
  const all: Record<string, string | Buffer> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense: MIT\n${metadata.metadata ?? ''}`,
    [`${info}/WHEEL`]:
      metadata.wheel ?? 'Wheel-Version: 1.0\nGenerator: crafted\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  }
  if (metadata.entryPoints !== undefined) all[`${info}/entry_points.txt`] = metadata.entryPoints
  const rows = Object.entries(all).map(
    ([name, content]) => `${name},${digestOf(content)},${Buffer.byteLength(content)}`,
  )
  all[`${info}/RECORD`] = metadata.record ?? [...rows, `${info}/RECORD,,`, ''].join('\n')
  return Object.entries(all).map(([name, content]) => ({ name, content, deflated: true }))
}

/** As RECORD writes it (PEP 376). */
function digestOf(content: string | Buffer): string {
  return `sha256=${createHash('sha256').update(content).digest('base64url')}`
}
