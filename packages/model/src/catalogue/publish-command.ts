import type { MessageText } from './text.ts'

/** What a publication needs before it asks GitHub. */
export const PUBLISH_COMMAND = {
  'comment-data-folder': {
    message: '{file} is a folder; comment data are a file',
    advice: 'name the file in it',
  },
  'comment-data-not-a-file': {
    message: '{file} is a link or device; comment data are a regular file of at most {limit} bytes',
    advice: 'name the file that the check wrote',
  },
  'comment-data-too-large': {
    message: '{file} has {size} bytes; comment data have at most {limit}',
    advice: 'name the file that the check wrote',
  },
  'comment-data-foreign': {
    message: 'the comment data do not belong to this run: {reason}',
    advice: 'nothing was posted; give the data that the run of this event wrote',
  },
  'no-token': {
    message: 'publishing needs a token, but GITHUB_TOKEN is not set',
    advice:
      'set GITHUB_TOKEN to a token with "contents: write" on the repository; publish --dry-run needs none',
  },
  'artifact-changed': {
    message: '{file} is not the file that was built: its SHA-256 is {found}; the manifest has {expected}',
    advice: 'build again',
  },
  'double-name': {
    message: '{first} and {second} would have the same name on the release: {name}',
    advice: 'rename one of them',
  },
  'no-repository': {
    message: 'no repository to publish to',
    advice: 'give --repo OWNER/NAME, or set publish.repository in the config',
  },
  'bad-repository': {
    message: '"{repository}" is not OWNER/NAME',
    advice: 'give --repo OWNER/NAME, or set publish.repository in the config',
  },
  'no-tag': { message: 'no tag to publish under', advice: 'give --tag TAG' },
  'empty-folder': {
    message: '{folder} contains no files to publish',
    advice: 'name the folder of a release; if it contains parts of one, run "exuvia merge" first',
  },
  'several-releases': {
    message: 'found {count} releases at once: {files}',
    advice: 'publish one release per call',
  },
  'provenance-elsewhere': {
    message: 'the workflow runs in {here}; an attestation from it would not verify for {repository}',
    advice: 'publish from a workflow of {repository}, or without --provenance',
  },
  'provenance-no-manifest': {
    message: 'no manifest describes how these files were built',
    advice: 'give the folder that "exuvia build" wrote, or publish without --provenance',
  },
  'release-empty': {
    message: '{repository} {tag} has no assets',
    advice: 'publish files to it first, or check the tag',
  },
} as const satisfies Record<string, MessageText>
