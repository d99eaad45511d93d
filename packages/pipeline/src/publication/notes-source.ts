import path from 'node:path'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import type { PublishRequest } from './request.ts'

/** Words that name a source; a file of such a name is written `./changelog`. */
export const NOTES_WORDS = ['changelog', 'changesets', 'generated'] as const

/** Where the notes come from. */
export type NotesSource =
  /** The version's section; of the project's changelog where no file is named. Absolute path. */
  | { readonly kind: 'changelog'; readonly file: string | undefined }
  /** The pending changesets. */
  | { readonly kind: 'changesets' }
  /** What GitHub writes about the pull requests. */
  | { readonly kind: 'generated' }
  /** The whole of a file. Absolute path. */
  | { readonly kind: 'file'; readonly file: string }

/** `--notes`, whose files are relative to where the user stands, else `publish.notes`, relative to the project. */
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
