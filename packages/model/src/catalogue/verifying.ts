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
  'verify-needs-repository': {
    message: 'nothing says whose attestation {folder} should have',
    advice: 'name the repository that you trust: --repo OWNER/NAME',
  },
  'verify-offline-needs-folder': {
    message: 'a release on GitHub cannot be verified offline',
    advice: 'download all its files to a folder, then: exuvia verify FOLDER --offline --repo OWNER/NAME',
  },
} as const satisfies Record<string, MessageText>
