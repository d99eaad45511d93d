import { type Asset, type Finding, type ReleaseManifest, finding } from '@exuvia/model'
import { markdownCode, renderReport } from '@exuvia/manifest'
import { type Report, encodePath, fitNotes } from '@exuvia/notes'
import { MAX_NOTES } from '@exuvia/publisher'
import { CHECKSUMS } from '../stages/manifest.ts'
import { checksumsDigest } from './assets.ts'

/** What the text of a GitHub release is made of. */
export interface BodyParts {
  /** What people wrote, or GitHub. */
  readonly notes: string
  readonly manifest: ReleaseManifest | undefined
  /** To tell how sizes changed since. */
  readonly previous: ReleaseManifest | undefined
  readonly assets: readonly Asset[]
  readonly repository: string
  readonly tag: string
  /** The repository's page. */
  readonly page: string
  /** Where the whole of the notes is: a file of the repository at the tag. */
  readonly file: string | undefined
}

/**
 * The text of a GitHub release: the notes, the size table and how to check a download, within
 * GitHub's limit. What had to be left out is said.
 */
export function composeBody(parts: BodyParts): {
  readonly text: string
  readonly findings: readonly Finding[]
} {
  const { manifest } = parts
  const fitted = fitNotes(
    {
      notes: parts.notes,
      reports: manifest === undefined ? [] : reportsOf(manifest, parts),
      verification: manifest === undefined ? '' : verification(manifest, parts),
      more: parts.file === undefined ? undefined : moreAt(parts.file, parts),
    },
    MAX_NOTES,
  )
  const { without, kept, length } = fitted
  const findings = [
    ...(without.length === 0
      ? []
      : [finding('notes-shortened', 'warning', {}, { limit: MAX_NOTES, without })]),
    ...(kept === length ? [] : [finding('notes-cut', 'warning', {}, { limit: MAX_NOTES, length, kept })]),
  ]
  return { text: fitted.text, findings }
}

function reportsOf(manifest: ReleaseManifest, parts: BodyParts): Report[] {
  const { previous } = parts
  const render = (detail: 'full' | 'sizes' | 'totals'): string =>
    renderReport(manifest, { format: 'markdown', detail, previous })
  const file = parts.assets.find(({ name }) => name.endsWith('.manifest.json'))?.name
  const more = file === undefined ? '' : `\n\nEvery file, size and digest is in ${assetLink(file, parts)}.`
  const details = ['the bytecode by kind', 'the decisions', 'the digests']
  return [
    { text: render('full'), without: [] },
    { text: render('sizes').trim() + more, without: details },
    { text: render('totals').trim() + more, without: [...details, 'the size table'] },
  ]
}

/** The commands that prove a download, and where the source is. */
function verification(manifest: ReleaseManifest, parts: BodyParts): string {
  const sums = checksumsDigest(parts.assets)
  const twin = manifest.artifacts.find(({ kind }) => kind === 'source')
  return [
    '### Check what you downloaded',
    [
      '```sh',
      `exuvia verify ${shellWord(`${parts.repository}@${parts.tag}`)}`,
      `sha256sum --check --ignore-missing ${CHECKSUMS}`,
      '```',
    ].join('\n'),
    ...(sums === undefined ? [] : [`SHA-256 of ${markdownCode(CHECKSUMS)}: ${markdownCode(sums)}`]),
    ...(twin === undefined
      ? []
      : [
          `The source of the parts whose licence asks for it, or that ship without it, is in ${assetLink(twin.file, parts)}.`,
        ]),
  ].join('\n\n')
}

/** A word as a shell takes it: git allows quotes and dollars in a tag. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function assetLink(name: string, { page, tag }: BodyParts): string {
  return `[${markdownCode(name)}](<${page}/releases/download/${encodePath(tag)}/${encodePath(name)}>)`
}

function moreAt(file: string, { page, tag }: BodyParts): string {
  return `*The notes are longer than GitHub takes. All of them are in* [${markdownCode(file)}](<${page}/blob/${encodePath(tag)}/${encodePath(file)}>).`
}
