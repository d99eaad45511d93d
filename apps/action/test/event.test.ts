import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readOwnPull, readPullEvent } from '../src/event.ts'
import { HEAD, pullRequest, workflowRun } from './events.ts'

function envFor(name: string, payload: object | string): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), 'exuvia-event-')), 'event.json')
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload))
  return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file }
}

describe('the event', () => {
  test('of a pull request names its number and repository', () => {
    const env = envFor('pull_request', pullRequest())
    expect(readOwnPull(env)).toEqual({ pull: 7, head: HEAD })
    expect(readPullEvent(env)).toEqual({ pull: 7, head: HEAD, headRepository: 'contributor/hello' })
  })

  test('of a finished workflow names the commit and the repository, without a number', () => {
    const env = envFor('workflow_run', workflowRun())
    expect(readPullEvent(env)).toEqual({ pull: undefined, head: HEAD, headRepository: 'contributor/hello' })
    expect(readOwnPull(env)).toBeUndefined()
  })

  test('of a push is not a pull request, and a comment for it is refused', () => {
    const env = envFor('push', { ref: 'refs/heads/main', after: HEAD })
    expect(readOwnPull(env)).toBeUndefined()
    expect(() => readPullEvent(env)).toThrow('needs a pull request, but the event is "push"')
  })

  test('of a workflow that a push started is refused', () => {
    expect(() => readPullEvent(envFor('workflow_run', workflowRun({}, 'push')))).toThrow(
      'the event is a workflow_run that "push" started',
    )
  })

  test('of a deleted fork gets its own error for a comment, and works for a build', () => {
    expect(readOwnPull(envFor('pull_request', pullRequest({ from: null })))).toEqual({ pull: 7, head: HEAD })
    expect(() => readPullEvent(envFor('workflow_run', workflowRun({ from: null })))).toThrow(
      'no longer exists',
    )
    expect(() => readPullEvent(envFor('pull_request', pullRequest({ from: null })))).toThrow(
      'no longer exists',
    )
  })

  test.each([
    ['no JSON', 'pull_request', '{'],
    ['no object', 'pull_request', 'null'],
    ['nothing', 'pull_request', {}],
    [
      'a number that is text',
      'pull_request',
      JSON.stringify(pullRequest()).replaceAll('"number":7', '"number":"7"'),
    ],
    ['a commit that is a branch', 'workflow_run', workflowRun({ head: 'main' })],
    ['a repository with a line in it', 'workflow_run', workflowRun({ from: 'a/b\nc' })],
  ])('with %s is an error that names what is missing', (_, name, payload) => {
    expect(() => readPullEvent(envFor(name, payload))).toThrow(/GITHUB_EVENT_PATH/)
  })
})
