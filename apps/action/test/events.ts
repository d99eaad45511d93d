/** The parts of GitHub's event payloads that matter here, in the form in which GitHub sends them. */

export const HEAD = 'a'.repeat(40)

interface PullPayload {
  readonly number?: number
  readonly head?: string
  /** `owner/name`; null where the fork is gone. */
  readonly from?: string | null
}

/** `pull_request`, https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
export function pullRequest({
  number = 7,
  head = HEAD,
  from = 'contributor/hello',
}: PullPayload = {}): object {
  return {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      state: 'open',
      head: { ref: 'topic', sha: head, repo: from === null ? null : { full_name: from, fork: true } },
      base: { ref: 'main', sha: 'f'.repeat(40), repo: { full_name: 'octocat/hello' } },
    },
    repository: { full_name: 'octocat/hello' },
  }
}

/** `workflow_run`; its list of pull requests is empty if they come from a fork. */
export function workflowRun(
  { head = HEAD, from = 'contributor/hello' }: Omit<PullPayload, 'number'> = {},
  event = 'pull_request',
): object {
  return {
    action: 'completed',
    workflow_run: {
      id: 30433642,
      event,
      status: 'completed',
      conclusion: 'success',
      head_branch: 'topic',
      head_sha: head,
      pull_requests: [],
      head_repository: from === null ? null : { full_name: from, fork: true },
      repository: { full_name: 'octocat/hello' },
    },
    repository: { full_name: 'octocat/hello' },
  }
}
