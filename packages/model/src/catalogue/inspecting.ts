import type { MessageText } from './text.ts'

/** Inspecting and comparing bytecode. */
export const INSPECTING = {
  'not-comparable': {
    message: '{file} is a single file, but {archive} contains many',
    advice: 'name one file of {archive} with --member PATH',
  },
  'not-comparable-formats': {
    message: '{mpy} is MicroPython bytecode, and {other} is not',
    advice: 'compare two files of one implementation',
  },
  'folder-too-large': {
    message: '{folder} has more than {limit} entries',
    advice: 'name a smaller folder, or one file',
  },
  'not-an-archive': {
    message: '{file} is a single file and has no member {member}',
    advice: 'remove --member',
  },
  'too-large': {
    message: '{file} has {size} bytes; Exuvia reads bytecode files of up to {limit}',
    advice: 'inspect a smaller file',
  },
  'policy-side-unknown': {
    message: '"{side}" is no release, no configuration and no commit{reason}',
    advice:
      'name a manifest, the folder or tarball of a release, OWNER/NAME@TAG, a project or its configuration, a commit (HEAD~1), or a configuration of a commit (HEAD~1:pyproject.toml)',
  },
  'policy-side-unread': {
    message: 'what ships of "{side}" is not known: {reason}',
    advice: '{advice:lines}',
  },
  'no-member': { message: '{file} has no member {member}', advice: '{advice}' },
} as const satisfies Record<string, MessageText>
