import type { MessageText } from './text.ts'

/** Publishing to GitHub. */
export const PUBLISHING = {
  'publish-no-assets': { message: 'no files to publish', advice: 'name a folder or files that exist' },
  'publish-too-many-assets': {
    message: '{count} assets; GitHub allows {limit} per release',
    advice: 'publish fewer files, or put some into one archive',
  },
  'publish-name-unsafe': {
    message: 'GitHub would rename it to "{rewritten}", or it is longer than {limit} characters',
    advice: 'use a file name of letters, digits and . _ + @ -',
  },
  'publish-name-collision': { message: 'the name collides with {first}', advice: 'rename one of them' },
  'publish-asset-missing': { message: 'file not found: {path}', advice: 'build the release again' },
  'publish-asset-changed': {
    message: '{found} bytes on disk; the build recorded {expected}',
    advice: 'build the release again',
  },
  'publish-asset-empty': { message: 'GitHub does not accept empty files', advice: 'leave it out' },
  'publish-asset-too-large': {
    message: '{size} bytes; GitHub allows less than 2 GiB per asset',
    advice: 'split the file',
  },
  'publish-tag-invalid': {
    message: '"{tag}" is not a valid git tag name',
    advice: 'correct --tag or publish.tag',
  },
  'publish-notes-too-long': {
    message: 'the notes have {length} characters; GitHub allows {limit}',
    advice: 'shorten them, and link to the rest',
  },
  'publish-latest-impossible': {
    message: 'a {what} cannot be the latest release',
    advice: 'leave out --latest, or --{what}',
  },
  'publish-token-missing': {
    message: 'publishing requires a token',
    advice: 'set GITHUB_TOKEN, or pass --dry-run for a preview',
  },
  'publish-token-refused': {
    message: 'GitHub rejects the token ({answer})',
    advice:
      '{progress:lines}\nthe token may have expired or been revoked, or the organization has not authorised it: set GITHUB_TOKEN to a valid one, then run the same command again',
  },
  'publish-token-rights': {
    message: 'the token cannot write to {repository}: {answer}',
    advice:
      '{progress:lines}\ngive it "contents: write" on the repository; in a workflow: permissions: contents: write',
  },
  'publish-repository-missing': {
    message: 'GitHub has no {repository}, or the token cannot see it',
    advice: 'check the name, and which repositories the token is for',
  },
  'publish-archived': {
    message: '{repository} is archived and read-only',
    advice: 'unarchive it in its settings, or publish to another repository',
  },
  'publish-foreign-address': {
    message: 'the server names {host} as the address for uploads, which is not one of {api}',
    advice:
      'neither the token nor a file was sent there; check GITHUB_API_URL, and who answers for {api} on this network',
  },
  'publish-asset-oversize': {
    message: 'the release lists {name} with {size} bytes; GitHub allows less than 2 GiB per asset',
    advice: 'nothing of it was read; check the file on the release',
  },
  'publish-unreachable': {
    message: 'cannot reach GitHub: {answer}',
    advice:
      'run the same command again; behind a proxy, set HTTPS_PROXY; for a private certificate, set NODE_EXTRA_CA_CERTS',
  },
  'publish-tag-elsewhere': {
    message: 'the tag {tag} is at {tagged}, but the release was built from {commit}',
    advice: 'build from the tag, or move the tag',
  },
  'publish-tag-moves': {
    message: 'the tag {tag} moves from {tagged} to {commit}, the commit of this build',
    advice: 'to keep the tag in place, leave out --replace',
  },
  'publish-commit-missing': {
    message: 'GitHub does not have the commit {commit}, which the tag {tag} needs',
    advice: 'push it first',
  },
  'publish-drafts-ambiguous': {
    message: 'several drafts have the tag {tag}, and Exuvia made none of them',
    advice: 'keep one and delete the others:\n{drafts:lines}',
  },
  'publish-asset-differs': {
    message: 'the release {tag} holds different bytes under this name',
    advice: 'pass --replace to replace them, or publish under another tag',
  },
  'publish-immutable': {
    message: 'the release {tag} is immutable, but publishing would change {changes}',
    advice: 'publish under another tag: GitHub allows no change to an immutable release',
  },
  'publish-immutable-setting': {
    message: 'releases of {repository} become immutable when published, and cannot be replaced later',
    advice: 'publish each build under its own tag, or turn the setting off',
  },
  'publish-removes': { message: 'removing files of an earlier build from the release {tag}: {names}' },
  'publish-already-public': { message: 'the release {tag} is already public, and stays public' },
  'publish-will-wait': {
    message: 'publishing needs about {needed} requests; the rate limit leaves {remaining}',
    advice: 'Exuvia waits until the limit resets, at most an hour',
  },
  'publish-takes-time': {
    message: '{count} uploads take at least {minutes} minutes at the rate that GitHub allows',
  },
  'provenance-unsigned': {
    message: 'this provenance is not signed: {reason}',
    advice: 'anyone who can change the release can change it too; it proves nothing to third parties',
  },
} as const satisfies Record<string, MessageText>
