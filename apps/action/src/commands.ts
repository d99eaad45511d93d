/** The Action's commands, in the order of a release. */
export const COMMANDS = ['check', 'plan', 'build', 'merge', 'publish', 'release', 'comment'] as const

export type ActionCommand = (typeof COMMANDS)[number]

/** Each input except `command`, and the commands that use it. */
export const INPUTS = {
  project: COMMANDS,
  config: ['check', 'plan', 'build', 'merge', 'publish', 'release'],
  version: ['check', 'plan', 'build', 'release'],
  wheel: ['check', 'plan', 'build', 'release'],
  locked: ['check', 'plan', 'build', 'release'],
  offline: ['check', 'plan', 'build', 'release'],
  targets: ['plan', 'build', 'release'],
  part: ['build'],
  out: ['build', 'merge', 'release'],
  cache: ['build', 'release'],
  'allow-dirty': ['build', 'release'],
  paths: ['merge', 'publish'],
  files: ['publish', 'release'],
  repository: ['build', 'merge', 'publish', 'release', 'comment'],
  tag: ['publish', 'release'],
  title: ['publish', 'release'],
  draft: ['publish', 'release'],
  prerelease: ['publish', 'release'],
  latest: ['publish', 'release'],
  replace: ['publish', 'release'],
  notes: ['publish', 'release'],
  'append-notes': ['publish', 'release'],
  'discussion-category': ['publish', 'release'],
  provenance: ['publish', 'release'],
  'comment-data': ['build', 'merge', 'comment'],
  sarif: ['check', 'build'],
  report: ['build', 'merge', 'release'],
  token: COMMANDS,
} as const satisfies Readonly<Record<string, readonly ActionCommand[]>>

export type InputName = keyof typeof INPUTS

/** Commands that change something on GitHub and therefore need a token. */
export const NEED_TOKEN: Partial<Record<ActionCommand, string>> = {
  publish: 'contents: write',
  release: 'contents: write',
  comment: 'pull-requests: write',
}
