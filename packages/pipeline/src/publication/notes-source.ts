import path from 'node:path'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { PublishRequest } from './request.ts'

/** Words that name a source; write a file of such a name as `./changelog`. */
export const NOTES_WORDS = ['changelog', 'changesets', 'generated'] as const

/** The source of the notes. */
export type NotesSource =
  /** The version's section, of the project's changelog if no file is named. Absolute path. */
  | { readonly kind: 'changelog'; readonly file: string | undefined }
  /** The pending changesets. */
  | { readonly kind: 'changesets' }
  /** GitHub's own text about the pull requests. */
  | { readonly kind: 'generated' }
  /** A whole file. Absolute path. */
  | { readonly kind: 'file'; readonly file: string }

/** `--notes`, whose files are relative to the current folder, or else `publish.notes`, relative to the project. */
export function notesSource(
  { options, project }: PublishRequest,
  context: RunContext,
): NotesSource | undefined {
  if (options.notes !== undefined) return parseNotesSource(options.notes, context.cwd)
  const { notes } = project.config.publish
  return notes === undefined ? undefined : parseNotesSource(notes, project.root)
}

/** @throws usage error `bad-notes` */
function parseNotesSource(text: string, folder: string): NotesSource {
  if (/^(?:changelog:)?\s*$/.test(text)) {
    throw usageError('bad-notes', { text })
  }
  const of = /^changelog:(.+)$/.exec(text)?.[1]
  if (of !== undefined) return { kind: 'changelog', file: path.resolve(folder, of) }
  if (text === 'changelog') return { kind: 'changelog', file: undefined }
  if (text === 'changesets' || text === 'generated') return { kind: text }
  return { kind: 'file', file: path.resolve(folder, text) }
}
