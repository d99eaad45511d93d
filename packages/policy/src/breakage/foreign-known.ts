import type { Decision, Finding } from '@exuvia/model'
import { versionFits } from '@exuvia/packaging'
import type { ForeignContext, ForeignDistribution } from '../foreign-context.ts'
import { breaks, hasModule, isCertain, knownFinding } from './judge-known.ts'
import { KNOWN_PROGRAMS, type KnownProgram } from './known-programs.ts'

type Decided = ReadonlyMap<string, Decision>

/**
 * Reports what is known of the packages in an archive, and of those that they require. Where a fact is true for some
 * versions and the archive only requires the package, its version is unknown, so the finding is a warning. Pure.
 * @param decided by the name of a distribution: how the policy ships its modules, by their place in `lib/`
 */
export function foreignKnown(
  { artifact, distributions = [] }: ForeignContext,
  decided: ReadonlyMap<string, Decided>,
  known: readonly KnownProgram[] = KNOWN_PROGRAMS,
): Finding[] {
  return known.flatMap((each) => {
    const about = distributions.find(({ normalizedName }) => normalizedName === each.name)
    const fits = fitsVersion(each, about)
    const judged = judgedFor(each, about, distributions, decided).filter(({ name }) =>
      breaks(each, decided.get(name)),
    )
    if (fits === false || judged.length === 0) return []
    const isSure =
      fits === true &&
      isCertain(
        each,
        judged.map(({ name }) => decided.get(name)),
      )
    const subject = { distribution: about?.name ?? each.name, artifact }
    return [
      knownFinding(
        each,
        isSure ? 'error' : 'warning',
        subject,
        judged.map(({ name }) => name),
      ),
    ]
  })
}

/** Whether the fact is true for the package; undefined if its version is unknown. */
function fitsVersion(
  { versions }: KnownProgram,
  about: ForeignDistribution | undefined,
): boolean | undefined {
  if (versions === '') return true
  return about?.version === undefined ? undefined : versionFits(about.version, versions, true)
}

/** The distributions whose form matters. */
function judgedFor(
  known: KnownProgram,
  about: ForeignDistribution | undefined,
  distributions: readonly ForeignDistribution[],
  decided: ReadonlyMap<string, Decided>,
): readonly ForeignDistribution[] {
  if (known.of === 'itself') return about === undefined ? [] : [about]
  return distributions.filter(
    (each) =>
      each !== about &&
      (each.requires?.includes(known.name) === true ||
        (about !== undefined && hasModule(known, decided.get(each.name)))),
  )
}
