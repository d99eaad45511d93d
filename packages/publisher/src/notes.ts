import { generateReleaseNotes, listReleases } from './api.ts'
import { explain, explainRead } from './explain.ts'
import { connect } from './github.ts'
import type { ReleaseLocation } from './options.ts'
import { targetOf } from './target.ts'

/** A release in a list. */
export interface ListedRelease {
  readonly tag: string
  readonly prerelease: boolean
  readonly url: string
}

/**
 * Lists the published releases of a repository in GitHub's order, without drafts. Works without a
 * token on public repositories.
 * @throws ExuviaError as `readRelease`
 */
export async function listPublished(location: Omit<ReleaseLocation, 'tag'>): Promise<ListedRelease[]> {
  const github = connect(location)
  try {
    const releases = (await listReleases(github)).filter(({ draft }) => !draft)
    return releases.map(({ tag, prerelease, url }) => ({ tag, prerelease, url }))
  } catch (error) {
    throw explainRead(error, github)
  }
}

export interface GenerateOptions extends ReleaseLocation {
  /** The commit for the tag, if there is no tag yet. */
  readonly commit?: string
  /** The earlier tag; by default GitHub chooses. */
  readonly previousTag?: string
}

/**
 * Generates GitHub's notes for a tag: the pull requests merged since the previous tag, by
 * `.github/release.yml`. Stores nothing.
 * @throws ExuviaError as `publishRelease`
 */
export async function generateNotes(options: GenerateOptions): Promise<string> {
  const github = connect(options)
  try {
    return await generateReleaseNotes(github, {
      ...(await targetOf(github, options, undefined)),
      tag_name: options.tag,
      ...(options.previousTag === undefined ? {} : { previous_tag_name: options.previousTag }),
    })
  } catch (error) {
    throw explain(error, github, '')
  }
}
