import { createHash } from 'node:crypto'
import { type Asset, sortedBy, trimEndOf } from '@exuvia/model'
import type { RepositoryName } from './repository-name.ts'

/** The marker of Exuvia's drafts, a comment at the end of the body. */
export interface Marker {
  /** The same for every run that publishes this tag of this repository. */
  readonly intent: string
  /** Digest of the intended names and digests. */
  readonly contents: string
}

const MARKER = /<!-- exuvia:draft ([0-9a-f]{16}) ([0-9a-f]{16}) -->\s*$/

/** The marker's part of the body's 125,000 characters. */
export const MARKER_LENGTH = 64

export function markerOf(repository: RepositoryName, tag: string, assets: readonly Asset[]): Marker {
  const lines = sortedBy(assets, (asset) => asset.name).map((asset) => `${asset.sha256}  ${asset.name}\n`)
  return {
    intent: shortHash(`${repository.owner}/${repository.repo}`.toLowerCase() + `\n${tag}\n`),
    contents: shortHash(lines.join('')),
  }
}

export function withMarker(notes: string, marker: Marker): string {
  return `${notes}${notes === '' ? '' : '\n\n'}<!-- exuvia:draft ${marker.intent} ${marker.contents} -->`
}

export function readMarker(body: string): Marker | undefined {
  const match = MARKER.exec(body)
  return match === null ? undefined : { intent: match[1] ?? '', contents: match[2] ?? '' }
}

/** Whether it is Exuvia's draft with a marker for exactly these bytes. */
export function isMarkedFor(
  marker: Marker,
  release: { readonly draft: boolean; readonly body: string },
): boolean {
  const found = readMarker(release.body)
  return release.draft && found?.intent === marker.intent && found.contents === marker.contents
}

/** Removes the marker from a body. */
export function withoutMarker(body: string): string {
  const match = MARKER.exec(body)
  return match === null ? body : trimEndOf(body.slice(0, match.index), '\n')
}

/** The temporary name of new bytes until the old ones are deleted; the same in every run. */
export function temporaryName(asset: Asset): string {
  return `${asset.name}.exuvia-${asset.sha256.slice(0, 8)}`
}

/** The final name for a temporary name, or undefined. */
export function nameBehind(temporary: string): string | undefined {
  return /^(.+)\.exuvia-[0-9a-f]{8}$/.exec(temporary)?.[1]
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
