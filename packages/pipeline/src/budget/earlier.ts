import type { Earlier } from '@exuvia/manifest'
import { type Config, type Finding, describeFinding } from '@exuvia/model'
import { findEarlierManifest } from '../release/find-manifest.ts'
import type { RunContext } from '../context.ts'
import { type ConfigOptions, configOf } from '../config/index.ts'

/** What a budget compares with: which release, and where to look for it. */
export interface EarlierOptions {
  /** `--previous`: a manifest or the folder of an earlier release; relative to the context's `cwd`. */
  readonly previous?: string | undefined
  /** Finds the last published release of a project otherwise than with the context's token. */
  readonly findPrevious?: ((about: ReleaseName) => Promise<Earlier>) | undefined
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  readonly offline?: boolean | undefined
}

/** A release, before or after it is built. */
export interface ReleaseName {
  readonly name: string
  readonly version: string
}

/**
 * Finds the release that growth of a project is measured against, with the token of a context.
 * @throws as `readConfig`
 */
export async function earlierRelease(
  about: ReleaseName,
  options: ConfigOptions & Pick<EarlierOptions, 'repository' | 'offline'>,
  context: RunContext,
): Promise<Earlier> {
  const { config } = await configOf(options, context)
  return findEarlier(about, config, options, context)
}

const NAME_ONE = 'compare with a release on disk: --previous PATH'

/**
 * Finds the release that growth is measured against: the named one, else the last published one.
 * @throws usage errors about a named one
 */
export async function findEarlier(
  about: ReleaseName,
  { publish }: Pick<Config, 'publish'>,
  options: EarlierOptions,
  context: RunContext,
): Promise<Earlier> {
  if (options.previous !== undefined) {
    const { manifest } = await findEarlierManifest(options.previous, about, context)
    return { kind: 'release', manifest }
  }
  if (options.findPrevious !== undefined) return options.findPrevious(about)
  const repository = options.repository ?? publish.repository ?? context.env['GITHUB_REPOSITORY']
  if (repository === undefined || repository === '')
    return none(
      'no GitHub repository is configured, so no earlier release is known',
      'no repository is configured',
      `set publish.repository, or ${NAME_ONE}`,
    )
  if (options.offline === true) return none('this run has no network (--offline)', '--offline', NAME_ONE)
  return searchPublished({ ...about, repository, template: publish.tag }, context)
}

function none(reason: string, short: string, advice: string): Earlier {
  return { kind: 'none', reason, short, advice, isFirst: false }
}

/** Looks on GitHub; what it cannot find is the reason. */
async function searchPublished(
  search: ReleaseName & { readonly repository: string; readonly template: string },
  context: RunContext,
): Promise<Earlier> {
  // Most checks look for no release, and load no client of GitHub.
  const { findPrevious } = await import('../publication/previous.ts')
  const findings: Finding[] = []
  const found = await findPrevious(search, {
    ...context,
    progress: (event) => {
      if (event.kind === 'finding') findings.push(event.finding)
      else context.progress(event)
    },
  })
  if (found !== undefined) return { kind: 'release', manifest: found.manifest }
  const isFirst = findings.every(({ code }) => code === 'previous-none')
  const reason = isFirst
    ? `no earlier release of ${search.repository} has a manifest of ${search.name}`
    : findings.map((item) => describeFinding(item).message).join('; ')
  const short = isFirst ? 'no earlier release' : 'the earlier release cannot be read'
  return { kind: 'none', reason, short, advice: isFirst ? '' : NAME_ONE, isFirst }
}
