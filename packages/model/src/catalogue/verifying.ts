import type { MessageText } from './text.ts'

/** Verifying files, folders and releases. */
export const VERIFYING = {
  'tarball-manifest-type': {
    message: '{file} is a {type}; expected a regular file',
    advice: 'get the tarball again from the release, and unpack it into a new folder',
  },
  'signer-workflow-form': {
    message: '"{workflow}" is not a workflow of a repository',
    advice: 'write it as OWNER/NAME/.github/workflows/release.yml, with @refs/… or without',
  },
  'source-ref-form': {
    message: '"{ref}" is not a full ref',
    advice: 'write it as refs/tags/v1.2.0 or refs/heads/main',
  },
} as const satisfies Record<string, MessageText>
