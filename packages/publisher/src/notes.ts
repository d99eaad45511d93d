import { generateReleaseNotes, listReleases } from './api.ts'
import { explain } from './explain.ts'
import { connect } from './github.ts'
import type { ReleaseLocation } from './options.ts'

/** A release in the list of all. */
export interface ListedRelease {
  readonly tag: string
  readonly prerelease: boolean
  readonly url: string
}

/**
 * The published releases of a repository, as GitHub lists them; drafts are not among them. Works
 * without a token on public repositories.
 * @throws ExuviaError as `readRelease`
 */
export async function listPublished(location: Omit<ReleaseLocation, 'tag'>): Promise<ListedRelease[]> {
  const github = connect(location)
  try {
    const releases = (await listReleases(github)).filter(({ draft }) => !draft)
    return releases.map(({ tag, prerelease, url }) => ({ tag, prerelease, url }))
  } catch (error) {
    throw explain(error, github, '')
  }
}

export interface GenerateOptions extends ReleaseLocation {
  /** Where the tag would be made, if there is none yet. */
  readonly commit?: string
  /** What to tell the changes since; GitHub chooses where it is not given. */
  readonly previousTag?: string
}

/**
 * GitHub's own notes for a tag: the pull requests merged since the tag before, by `.github/release.yml`.
 * Saves nothing.
 * @throws ExuviaError as `publishRelease`
 */
export async function generateNotes(options: GenerateOptions): Promise<string> {
  const github = connect(options)
  try {
    return await generateReleaseNotes(github, {
      tag_name: options.tag,
      ...(options.commit === undefined ? {} : { target_commitish: options.commit }),
      ...(options.previousTag === undefined ? {} : { previous_tag_name: options.previousTag }),
    })
  } catch (error) {
    throw explain(error, github, '')
  }
}
