import path from 'node:path'
import { type Finding, finding, usageError } from '@exuvia/model'
import { countVersions, findSection, renderChangesets } from '@exuvia/notes'
import { findChangelog, readChangesets, readNotesFile, repositoryRoot } from './notes-files.ts'
import type { NotesSource } from './notes-source.ts'

/** The author's notes, before Exuvia adds to them. */
export interface OwnNotes {
  readonly text: string
  /** Their file, relative to the repository's root, with `/`; undefined outside a repository. */
  readonly file: string | undefined
  readonly findings: readonly Finding[]
}

/** The facts about the publication that the notes need. */
export interface NotesSubject {
  readonly name: string | undefined
  readonly version: string | undefined
}

/**
 * Reads notes from the project; undefined if GitHub writes them.
 * @throws usage errors, among them `changelog-no-section`
 */
export async function readNotes(
  source: NotesSource,
  root: string,
  { name, version }: NotesSubject,
): Promise<OwnNotes | undefined> {
  if (source.kind === 'generated') return undefined
  const names = name === undefined ? [] : [name]
  if (source.kind === 'changesets') {
    const files = await readChangesets(root)
    const { text, count } = renderChangesets(files, names)
    const args = { count, pending: files.length }
    const taken = finding('notes-changesets', 'note', { path: '.changeset' }, args)
    return checked(text, undefined, '.changeset', [taken])
  }
  const full = source.file ?? (await findChangelog(root))
  const text = await readNotesFile(full)
  const shown = path.relative(root, full).split(path.sep).join('/')
  const file = await inRepository(full)
  if (source.kind === 'file') {
    const count = countVersions(text, { file: shown, names })
    const args = { count, version: version ?? '1.2.0', path: shown }
    const many = count > 1 ? [finding('notes-many-versions', 'warning', { path: shown }, args)] : []
    return checked(text, file, shown, many)
  }
  if (version === undefined) {
    throw usageError('notes-no-version')
  }
  const section = findSection(text, { file: shown, version, names })
  const subject = { path: shown, line: section.line }
  const findings = [
    ...(section.unreleased ? [finding('notes-unreleased', 'warning', subject, { version })] : []),
    ...(section.kept.length === 0
      ? []
      : [finding('notes-markup-kept', 'warning', subject, { lines: section.kept.map(String) })]),
  ]
  return checked(section.text, file, shown, findings)
}

function checked(
  text: string,
  file: string | undefined,
  shown: string,
  findings: readonly Finding[],
): OwnNotes {
  const empty = text.trim() === '' ? [finding('notes-empty', 'warning', { path: shown })] : []
  return { text, file, findings: [...findings, ...empty] }
}

async function inRepository(file: string): Promise<string | undefined> {
  const root = await repositoryRoot(path.dirname(file))
  return root === undefined ? undefined : path.relative(root, file).split(path.sep).join('/')
}
