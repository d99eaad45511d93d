import type { ListedRelease } from '@exuvia/publisher'
import { compareVersions, isPrerelease } from '@exuvia/packaging'
import { versionOfTag } from './tag-version.ts'

export interface PreviousChoice {
  /** PEP 440; undefined if unknown: then every release is an earlier one. */
  readonly version: string | undefined
  /** A tag to ignore: the one to publish. */
  readonly except: string | undefined
  /** `v{version}`; releases with other tags belong to another project. */
  readonly template: string
}

/** A release before another, and its version. */
export interface EarlierRelease extends ListedRelease {
  readonly version: string
}

/**
 * Lists the releases before a version, the nearest first: by version, not by date, so that 1.4.7
 * comes after 1.4.6 even if 2.0.0 was published in between. Before a final version the final ones
 * come first, because its notes and sizes are for users of final versions; prereleases count only
 * if there is no other.
 */
export function earlierReleases(
  releases: readonly ListedRelease[],
  { version, except, template }: PreviousChoice,
): EarlierRelease[] {
  const earlier = releases
    .flatMap((release) => {
      const found = versionOfTag(release.tag, template)
      return found === undefined || release.tag === except ? [] : [{ ...release, version: found }]
    })
    .filter((release) => version === undefined || compareVersions(release.version, version) <= 0)
    .toSorted((a, b) => compareVersions(b.version, a.version))
  if (version !== undefined && isPrerelease(version)) return earlier
  const early = earlier.filter((release) => release.prerelease || isPrerelease(release.version))
  return [...earlier.filter((release) => !early.includes(release)), ...early]
}

/** The tag where the notes start; never a prerelease for a final version. */
export function previousTag(releases: readonly ListedRelease[], choice: PreviousChoice): string | undefined {
  const [release] = earlierReleases(releases, choice)
  if (release === undefined) return undefined
  const early = release.prerelease || isPrerelease(release.version)
  return early && choice.version !== undefined && !isPrerelease(choice.version) ? undefined : release.tag
}
