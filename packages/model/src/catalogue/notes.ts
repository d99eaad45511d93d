import type { MessageText } from './text.ts'

/** The notes of a release, and the release that its sizes are compared with. */
export const NOTES = {
  'previous-none': {
    message: 'size changes are not reported: no earlier release of {repository} has a manifest of {name}',
  },
  'previous-unreadable': { message: 'cannot compare sizes with {release}: {reason}' },
  'notes-shortened': {
    message: 'the notes would exceed {limit} characters; the report leaves out {without}',
  },
  'notes-cut': {
    message:
      'the notes have {length} characters; GitHub allows {limit} with the report, so they end after {kept}',
    advice: 'shorten them, and link to the rest',
  },
  'notes-unreleased': {
    message: 'the section of {version} is marked as unreleased',
    advice: 'write the release date into its heading',
  },
  'notes-empty': { message: 'the notes are empty', advice: 'write what is new for users' },
  'notes-many-versions': {
    message: 'the whole file becomes the notes, with the sections of {count} versions',
    advice: 'for the section of {version} alone: --notes changelog:{path}',
  },
  'notes-markup-kept': {
    message: 'Markdown has no form for the reStructuredText in lines {lines}; it stays as written',
  },
  'notes-since-unknown': {
    message: 'no earlier release has a tag like {template}, so GitHub chose where the notes of {tag} begin',
  },
  'notes-changesets': { message: 'using {count} of {pending} pending changesets as notes' },
} as const satisfies Record<string, MessageText>
