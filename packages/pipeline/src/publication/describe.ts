import { type Asset, type Config, usageError } from '@exuvia/model'
import type { PublishOptions } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { describeNotes, notesFile } from './notes.ts'
import type { About, PublishPathsOptions } from './options.ts'

/** What the publisher is asked for, without what a run adds. */
export type Intent = Omit<PublishOptions, 'token' | 'signal' | 'onProgress'>

/**
 * Joins the call, the config and the manifest into what is to be on GitHub.
 * @throws usage errors `no-repository` and `no-tag`
 */
export async function describePublication(
  options: PublishPathsOptions,
  config: Config,
  about: About | undefined,
  assets: readonly Asset[],
  context: RunContext,
): Promise<Intent> {
  const repository = options.repository ?? config.publish.repository ?? context.env['GITHUB_REPOSITORY']
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw usageError(
      'no-repository',
      repository === undefined
        ? 'nothing says which repository to publish to'
        : `"${repository}" is not OWNER/NAME`,
      {
        hint: 'give --repo OWNER/NAME, or publish.repository in the config',
      },
    )
  }
  const version = about?.version
  const tag =
    options.tag ?? (version === undefined ? undefined : config.publish.tag.replaceAll('{version}', version))
  if (tag === undefined)
    throw usageError('no-tag', 'nothing says which tag to publish under', { hint: 'give --tag TAG' })
  const prerelease = options.prerelease ?? config.publish.prerelease
  const latest = options.latest ?? config.publish.latest
  const apiUrl = context.env['GITHUB_API_URL']
  return {
    repository,
    tag,
    assets,
    name: about === undefined ? tag : `${about.name} ${about.version}`,
    notes: await describeNotes(notesFile(options, config, context), about),
    draft: options.draft ?? config.publish.draft,
    replace: options.replace ?? false,
    ...(prerelease === undefined ? {} : { prerelease }),
    ...(latest === undefined ? {} : { latest }),
    ...(about?.commit === undefined ? {} : { commit: about.commit }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}
