import type { MessageText } from './text.ts'

/** What happens when a tarball runs. */
export const TRIALS = {
  'trial-fails': {
    message: '{what} fails in the tarball and works from source: {how}\n{lines:lines}',
    advice: '{cure}',
  },
  'trial-differs': {
    message: '{what} does not do in the tarball what it does from source: {how}',
    advice: '{cure}',
  },
  'trial-unknown': {
    message:
      '{count} in the tarball and from source alike, so nobody knows whether the tarball breaks it:\n{lines:lines}',
    advice: 'check that each may fail: what it needs may be missing on this machine',
  },
  'trial-not-compared': {
    message: '{what} fails in the tarball, and was not compared with the source: {how}\n{lines:lines}',
    advice: 'run exuvia try in the project of the tarball, at the same commit',
  },
  'trial-no-source': {
    message: 'the source was not tried beside the tarball: {reason}',
    advice: 'run exuvia try in the project of the tarball, at the same commit',
  },
  'not-tried': { message: 'not tried: {reason}' },
  'trial-failed': {
    message: 'the trial failed for {count}; no tarball was left',
    advice: 'follow the advice above, or build with --no-try to look into it',
  },
  'nothing-to-try': {
    message: '{folder} contains no release to try',
    advice: 'run "exuvia build" first, or name tarballs',
  },
  'no-command-to-try': {
    message: '{file} has no command {names}, which try.commands runs',
    advice: 'name commands that the release has in bin/; exuvia plan lists them',
  },
  'nothing-to-measure': {
    message: '{folder} contains no release to measure',
    advice: 'run "exuvia build" first, or name tarballs',
  },
  'no-command-to-measure': {
    message: '{file} has no command {names}; it has {commands}',
    advice: 'name one of them: exuvia bench start --command NAME',
  },
  'not-a-trial': {
    message: '{file} contains no EXUVIA.json: Exuvia did not build it',
    advice: 'name tarballs that "exuvia build" made',
  },
} as const satisfies Record<string, MessageText>
