import type { MessageText } from './text.ts'

/** Publishing to GitHub: the call, the checks before it, and the requests. */
export const PUBLISHING = {
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
  'publish-no-assets': { message: 'no files to publish', advice: 'name a folder or files that exist' },
  'publish-too-many-assets': {
    message: '{count} assets; GitHub allows {limit} per release',
    advice: 'publish fewer files, or put some into one archive',
  },
  'publish-name-unsafe': {
    message: 'GitHub would rename it to "{rewritten}"',
    advice: 'use a file name of letters, digits and . _ + @ -',
  },
  'publish-name-too-long': {
    message: 'the name has {length} characters; the limit is {limit}',
    advice: 'shorten the file name',
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
  'publish-tag-ref': {
    message: '{ref} is no tag',
    advice:
      'give the name of a tag: --tag v1.2.0; github.ref names a branch or a pull request unless a tag started the workflow',
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
    advice:
      'set GITHUB_TOKEN to a token with "contents: write"; for a preview without one: exuvia publish --dry-run',
  },
  'publish-token-refused': {
    message: 'GitHub rejects the token ({answer})',
    advice:
      '{progress:lines}\nthe token may have expired or been revoked, or the organization has not authorised it: set GITHUB_TOKEN to a valid one, then run the same command again',
  },
  'publish-token-rights': {
    message: 'the token lacks a permission on {repository}: {answer}',
    advice:
      '{progress:lines}\ngive it "{needs}" on the repository; in a workflow, set these permissions for the job',
  },
  'publish-workflow-rights': {
    message:
      'the token cannot create the tag {tag} at {commit}, whose workflow files differ from those of the default branch ({answer})',
    advice:
      'push the tag first: git push origin {tag}; then run the same command again\notherwise the token needs {needs}, which GITHUB_TOKEN cannot have',
  },
  'publish-repository-missing': {
    message: 'GitHub has no {repository}, or the token cannot see it',
    advice: 'check OWNER/NAME; for a private repository, set GITHUB_TOKEN to a token that may read it',
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
  'uncommitted-files': {
    message: 'files of the release are not those of the commit {commit}: {files}',
    advice: 'publishing will refuse it: commit them and build again, or pass --allow-dirty "REASON"',
  },
  'uncommitted-allowed': {
    message: 'files of the release are not those of the commit {commit}: {files}; allowed: {reason}',
  },
  'publish-uncommitted': {
    message: 'the release differs from the commit {commit} that it names: {files}',
    advice: 'commit them and build again, or build with --allow-dirty "REASON"',
  },
  'allow-dirty-reason': {
    message: '--allow-dirty requires a reason',
    advice: 'write why: --allow-dirty "the build generates config.py"',
  },
  'publish-tag-version': {
    message: 'the tag {tag} states version {stated}; this is {name} {version}',
    advice: 'publish it with --tag {expected}, or build version {stated}',
  },
  'publish-tag-unread': {
    message: '{setting} decides which version the tag {tag} states, and only its tool can read it',
    advice: 'check that {tag} is the tag of this version',
  },
  'publish-tag-elsewhere': {
    message: 'the tag {tag} is at {tagged}, but the release was built from {commit}',
    advice: 'build from the tag: git checkout {tag}; or publish under another --tag',
  },
  'publish-tag-moves': {
    message: 'the tag {tag} moves from {tagged} to {commit}, the commit of this build',
    advice: 'to keep the tag in place, leave out --replace',
  },
  'publish-commit-missing': {
    message: 'GitHub does not have the commit {commit}, which the tag {tag} needs',
    advice: 'push it first: git push',
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
  'publish-notes-kept': {
    message: 'the release {tag} is already public, and keeps its notes: yours differ',
    advice: 'edit them on {url}, or publish yours with --replace',
  },
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
  'publish-preflight': {
    message: 'cannot publish {tag} to {repository}',
    advice: 'fix the errors above, then run the same command again',
  },
  'publish-unverified': {
    message: '{folder} is not the release that was built',
    advice:
      '{problems:lines}\nbuild again, and leave the files as they are; exuvia verify {folder} shows the same',
  },
  'publish-refused': {
    message: 'cannot publish the release: {problems}',
    advice: 'fix these, and try again',
  },
  'publish-contended': {
    message: 'the release keeps changing during publishing: {reason}',
    advice: 'make sure that only one job publishes this tag, then run the same command again',
  },
  'publish-interrupted': {
    message: 'publishing was stopped',
    advice: '{progress:lines}\nrun the same command again to continue',
  },
  'publish-file-changed': {
    message: 'a file changed during publishing: {reason}',
    advice: '{progress:lines}\nbuild the release again, and leave its files unchanged until it is published',
  },
  'publish-file': {
    message: 'cannot read a file to publish: {reason}',
    advice: '{progress:lines}\nrun the same command again: it continues where it stopped',
  },
  'publish-rate-limit': {
    message: "GitHub's rate limit is used up: {answer}",
    advice: '{progress:lines}\n{until:lines}\nrun the same command again: it continues where it stopped',
  },
  'publish-certificate': {
    message: 'the certificate of the server is not trusted: {answer}',
    advice:
      "{progress:lines}\nset NODE_EXTRA_CA_CERTS to a file with your company's certificate, then run the same command again",
  },
  'publish-proxy-password': {
    message: 'the proxy requires a user and password, or rejects them: {answer}',
    advice: '{progress:lines}\nput them into its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT',
  },
  'publish-api-path': {
    message: 'no API of GitHub answers at {api} ({answer})',
    advice: 'for an Enterprise Server, set GITHUB_API_URL={api}/api/v3',
  },
  'publish-failed': {
    message: 'a request to GitHub failed: {answer}',
    advice: '{progress:lines}\nrun the same command again: it continues where it stopped',
  },
  'publish-not-found': {
    message: 'GitHub has no {repository}, or the token cannot change it ({answer})',
    advice:
      '{progress:lines}\ncheck --repo; give the token "contents: write" on the repository; in a workflow: permissions: contents: write',
  },
  'publish-size-refused': {
    message: 'the server rejects a file of this size ({answer})',
    advice: '{progress:lines}\nGitHub accepts it: check the limit of a proxy or firewall in between',
  },
  'publish-github-refused': {
    message: 'GitHub rejects a request: {answer}',
    advice: '{progress:lines}\nfix this, then run the same command again: it continues where it stopped',
  },
  'publish-discussion-category': {
    message: '{repository} has no category "{category}" for discussions, or has discussions turned off',
    advice:
      'the release is complete, but still a draft; check --discussion-category against the categories under Discussions, then run the same command again',
  },
  'publish-tag-protected': {
    message: 'GitHub does not allow moving the tag {tag} ({answer})',
    advice:
      'the release is unchanged; let your account or app bypass the ruleset that protects {tag}, or publish under an unprotected tag',
  },
  'publish-name-rewritten': {
    message: 'GitHub renames {name} to "{rewritten}"',
    advice: 'use a file name of letters, digits and . _ + @ -',
  },
  'publish-repository-name': {
    message: '"{repository}" is not a repository name',
    advice: 'use OWNER/NAME: --repo octocat/hello',
  },
  'publish-api-url': {
    message: 'GITHUB_API_URL is not the address of an API',
    advice: 'use https://api.github.com, or https://HOST/api/v3 for an Enterprise Server',
  },
  'publish-token-form': {
    message: 'the token contains characters that tokens cannot have',
    advice: 'set GITHUB_TOKEN to the token alone, on one line',
  },
  'publish-no-release': {
    message: '{repository} has no release {tag}',
    advice: 'check the name and the tag; a private repository needs GITHUB_TOKEN',
  },
  'publish-download-differs': {
    message: '{name} has SHA-256 {found}; expected {expected}',
    advice: 'do not use it: the file on the release does not match its digest',
  },
  'publish-download-size': {
    message: '{name}: {found} bytes arrived; expected {expected}',
    advice: 'run the same command again',
  },
  'comment-token-rights': {
    message: 'the token cannot comment on pull request {pull} ({answer})',
    advice:
      'give the job "permissions: pull-requests: write"; for pull requests from forks, comment from a workflow that runs on workflow_run',
  },
} as const satisfies Record<string, MessageText>
