import type { MessageText } from './text.ts'

/** Talking to GitHub while a release is published or read. */
export const GITHUB = {
  'publish-preflight': {
    message: 'cannot publish {tag} to {repository}',
    advice: 'fix the errors above, then run the same command again',
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
    message: 'publishing is incomplete',
    advice: '{progress:lines}\nrun the same command again: it continues where it stopped',
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
