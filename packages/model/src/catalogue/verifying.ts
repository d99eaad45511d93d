import type { MessageText } from './text.ts'

/** Verifying files, folders and releases. */
export const VERIFYING = {
  'tarball-manifest-type': {
    message: '{file} is a {type}; expected a regular file',
    advice: 'get the tarball again from the release, and unpack it into a new folder',
  },
} as const satisfies Record<string, MessageText>
