import type { MessageText } from './text.ts'

/** The notes of a release, and the release that its sizes are compared with. */
export const NOTES = {
  'changelog-no-versions': {
    message: '{file} has no heading with a version',
    advice: 'begin the section of a version with a heading such as {heading}',
  },
  'changelog-several-sections': {
    message: '{file} has {count} sections for {version}, in lines {lines}',
    advice: 'join them, or remove all but one',
  },
  'changelog-no-section': {
    message: '{file} has no section for {version}; it has {versions}',
    advice: '{hints:lines}',
  },
  'changeset-invalid': {
    message: 'not a valid changeset: {reason}',
    advice: 'begin it with the packages between two lines of "---": "my-package": minor',
  },
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
  'notes-folder': { message: '{file} is a folder; notes are a file', advice: 'name the file' },
  'notes-too-large': {
    message: '{file} has {size} bytes; notes have at most {limit}',
    advice: 'name a smaller file',
  },
  'notes-too-many-lines': {
    message:
      '{file} has {count} lines with fewer than {least} characters on average; notes have at most {limit} such lines',
    advice: 'name a shorter file',
  },
  'notes-not-text': { message: '{file} is not UTF-8 text', advice: 'save it as UTF-8' },
  'notes-not-found': { message: 'no file of notes: {reason}', advice: 'did you mean "{word}"?' },
  'several-changelogs': {
    message: '{files} could both be the changelog',
    advice: 'name one: --notes changelog:{first}',
  },
  'no-changelog': {
    message: 'no changelog in {folder}: no CHANGELOG.md, CHANGES.rst, HISTORY.md or similar',
    advice: 'name it: --notes changelog:FILE',
  },
  'no-changesets': {
    message: 'no changesets are pending in {folder}',
    advice: '"changeset version" moves them to the changelog; then use --notes changelog',
  },
  'changeset-state-invalid': {
    message: '{file} is not valid: {reason}',
    advice: 'correct it, or create it again with "changeset pre"',
  },
  'bad-notes': {
    message: '"{text}" does not name a source of notes',
    advice: 'use changelog, changelog:FILE, changesets, generated, or a Markdown file',
  },
  'notes-no-version': {
    message: 'notes come from a section of the changelog, but no version is known',
    advice: 'publish the folder of a release, or give a tag that contains the version',
  },
} as const satisfies Record<string, MessageText>
