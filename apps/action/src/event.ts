import { readFileSync, statSync } from 'node:fs'

import { messageOf, outsideError, refusal, usageError } from '@exuvia/model'
import type { PullEvent } from '@exuvia/pipeline'

/** GitHub's largest payloads are 25 MB. */
const MOST = 32 * 1024 * 1024

/** A pull request that started this workflow. */
export interface OwnPull {
  readonly pull: number
  /** The proposed commit. */
  readonly head: string
}

type Fields = Readonly<Record<string, unknown>>

/** The pull request that started this workflow; undefined for other events. */
export function readOwnPull(env: NodeJS.ProcessEnv): OwnPull | undefined {
  const pull = pullOf(env)
  return pull === undefined ? undefined : ownPull(pull)
}

/**
 * The trusted facts about the pull request to comment on: this workflow's own, or that of the
 * workflow whose completion started this one.
 * @throws usage error `comment-event` if there is none
 */
export function readPullEvent(env: NodeJS.ProcessEnv): PullEvent {
  const own = pullOf(env)
  if (own !== undefined) return { ...ownPull(own), headRepository: repository(fields(own, 'head'), 'repo') }
  const name = env['GITHUB_EVENT_NAME'] ?? ''
  if (name !== 'workflow_run') {
    throw usageError('comment-event', { event: `"${name}"` })
  }
  const run = fields(readPayload(env), 'workflow_run')
  if (run['event'] !== 'pull_request') {
    throw usageError('comment-event', { event: `a workflow_run that "${String(run['event'])}" started` })
  }
  return {
    pull: undefined,
    head: commit(run, 'head_sha'),
    headRepository: repository(run, 'head_repository'),
  }
}

/** The payload's pull request, if one started this workflow. */
function pullOf(env: NodeJS.ProcessEnv): Fields | undefined {
  const isPull = /^pull_request(?:_target)?$/.test(env['GITHUB_EVENT_NAME'] ?? '')
  return isPull ? fields(readPayload(env), 'pull_request') : undefined
}

function ownPull(pull: Fields): OwnPull {
  return { pull: number(pull, 'number'), head: commit(fields(pull, 'head'), 'sha') }
}

function readPayload(env: NodeJS.ProcessEnv): Fields {
  const file = env['GITHUB_EVENT_PATH'] ?? ''
  try {
    const { size } = statSync(file)
    if (size > MOST) throw new Error(`it has ${size} bytes`)
    const payload = JSON.parse(readFileSync(file, 'utf8')) as unknown
    if (payload === null || typeof payload !== 'object') throw new Error('it is not an object')
    return payload as Fields
  } catch (error) {
    throw outsideError('event-unreadable', { reason: messageOf(error) }, { cause: error })
  }
}

function fields(of: Fields, key: string): Fields {
  const value = of[key]
  if (value === null || typeof value !== 'object') throw incomplete(key)
  return value as Fields
}

function number(of: Fields, key: string): number {
  const value = of[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) throw incomplete(key)
  return value
}

function commit(of: Fields, key: string): string {
  const value = of[key]
  if (typeof value !== 'string' || !/^[0-9a-f]{40}$/.test(value)) throw incomplete(key)
  return value
}

function repository(of: Fields, key: string): string {
  if (of[key] === null) {
    throw refusal('comment-fork-gone')
  }
  const name = fields(of, key)['full_name']
  if (typeof name !== 'string' || !/^[\w.-]+\/[\w.-]+$/.test(name)) throw incomplete(`${key}.full_name`)
  return name
}

function incomplete(key: string): Error {
  return outsideError('event-unreadable', { reason: `"${key}" is missing or invalid` })
}
