import type { MessageText } from './text.ts'

/** Calls of the command line and inputs of the Action. */
export const CALLS = {
  'no-command': { message: 'no command given', advice: 'list the commands: {program} --help' },
  'bad-call': { message: 'invalid call: {problem}', advice: '{advice}' },
  'bad-input': { message: 'the input "{input}" {problem}', advice: '{advice:lines}' },
  'token-input-empty': {
    message: 'the command "{command}" needs a token, but the input "token" is empty',
    advice: 'remove the input, and give the job "permissions: {right}"',
  },
  'comment-event': {
    message: 'the command "comment" needs a pull request, but the event is {event}',
    advice:
      "run it on pull_request, or on the workflow_run that follows one: if: github.event.workflow_run.event == 'pull_request'",
  },
  'comment-fork-gone': {
    message: 'the fork of the pull request no longer exists',
    advice: 'nothing was posted; close the pull request, or open it again from another fork',
  },
  'event-unreadable': {
    message: 'cannot read the event in GITHUB_EVENT_PATH: {reason}',
    advice: 'run the Action in a job of GitHub Actions',
  },
} as const satisfies Record<string, MessageText>
