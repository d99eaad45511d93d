import path from 'node:path'
import { type PullLocation, type PullRequest, readPull } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { tokenOf } from '../publication/access.ts'
import { type PullEvent, foreign } from './data.ts'

/** Locates a pull request, with the token that may comment. */
export function locatePull(repository: string, pull: number, context: RunContext): PullLocation {
  const apiUrl = context.env['GITHUB_API_URL']
  return {
    repository,
    pull,
    token: tokenOf(context),
    signal: context.signal,
    clock: context.clock,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}

/**
 * Checks that the pull request that untrusted data name is the event's own.
 * @throws refusal `comment-data-foreign`
 */
export async function readOwnPull(location: PullLocation, event: PullEvent): Promise<PullRequest> {
  const pull = await readPull(location)
  if (pull === undefined) throw foreign(`${location.repository} has no pull request #${location.pull}`)
  if (pull.headRepository?.toLowerCase() !== event.headRepository.toLowerCase()) {
    throw foreign(`#${location.pull} does not come from ${event.headRepository}`)
  }
  return pull
}

/** An invisible line that identifies the comment. The project's name comes from the trusted side. */
export function markerOf(project: string): string {
  const name = path.posix.normalize(project.replaceAll('\\', '/')).replace(/(?<=.)\/$/, '')
  return `<!-- exuvia sizes of ${encodeURIComponent(name)} -->`
}
