import { type Finding, type Target, compareText, finding } from '@exuvia/model'
import type { Misfit, Missing } from './resolve.ts'
import { targetsOfWheels } from './targets.ts'
import { wheelChoice } from './wheel-choice.ts'
import type { WheelFile } from './wheelhouse.ts'

/** Something that the dependencies of a target lack. Equal gaps of several targets are one finding. */
export interface Gap {
  /** Equal for gaps that differ in the target alone. */
  readonly key: string
  /**
   * @param targets sorted as the config lists them
   * @param names the names of all gaps with this key, sorted
   */
  readonly report: (targets: readonly string[], names: readonly string[]) => Finding
  /** The normalised name of the distribution whose wheels are for other targets. */
  readonly distribution?: string
  /** What may differ from target to target. */
  readonly names?: readonly string[]
  /** Whether wheels of some platforms fill it; `none`: no platform has a wheel, and one is necessary. */
  readonly platforms?: 'some' | 'none'
}

/** Names of the wheels that a message lists. */
const MOST_NAMES = 6

/** Makes one finding of equal gaps, with all targets that they concern. */
export function reportGaps(
  found: readonly { readonly target: string; readonly gaps: readonly Gap[] }[],
): Finding[] {
  interface Group {
    readonly gap: Gap
    readonly targets: Set<string>
    readonly names: Set<string>
  }
  const groups = new Map<string, Group>()
  for (const { target, gaps } of found) {
    for (const gap of gaps) {
      const group = groups.get(gap.key) ?? { gap, targets: new Set(), names: new Set() }
      group.targets.add(target)
      for (const name of gap.names ?? []) group.names.add(name)
      groups.set(gap.key, group)
    }
  }
  return [...groups.values()].map(({ gap, targets, names }) =>
    gap.report([...targets], [...names].sort(compareText)),
  )
}

/** The target in the place of a finding, if it concerns one alone. */
export function oneTarget(targets: readonly string[]): { readonly target?: string } {
  const [target] = targets
  return targets.length === 1 && target !== undefined ? { target } : {}
}

/**
 * The gap of all dependencies of a project that has neither a lock file nor a wheelhouse. If only some
 * machines of the target need them, it is a warning.
 */
export function sourceGap(missing: readonly Missing[], project: string): Gap {
  const severity = missing.every(({ isConditional }) => isConditional) ? 'warning' : 'error'
  return {
    key: JSON.stringify(['dependencies-without-source', severity]),
    // Markers make the lists of targets differ, and one lock file is the cure for all.
    names: missing.map(({ wanted }) => wanted),
    report: (targets, distributions) =>
      finding('dependencies-without-source', severity, oneTarget(targets), { project, distributions }),
  }
}

/**
 * The gap of a dependency without a fitting wheel. If only some machines of the target need it, it is
 * a warning.
 * @param origin what should have the wheel, in words: `the wheelhouse`
 */
export function missingGap(
  item: Missing,
  target: Target,
  origin: string,
  severity: 'error' | 'warning',
): Gap {
  const distribution = item.name
  if (item.wheels.length === 0) {
    return {
      key: JSON.stringify(['dependency-missing', severity, distribution, item.requirer]),
      ...(severity === 'error' ? { platforms: 'none' } : {}),
      report: (targets) =>
        finding(
          'dependency-missing',
          severity,
          { distribution, ...oneTarget(targets) },
          {
            distribution,
            requirer: item.requirer,
          },
        ),
    }
  }
  const elsewhere = targetsOfWheels(target.runtime, item.elsewhere)
  const isForPlatforms = target.platform === 'any' && elsewhere.length > 0
  const available = isForPlatforms
    ? [`${elsewhere.join(', ')} (write one of these as the target)`]
    : [...closestNames(item.wheels, target), ...(item.others ?? [])]
  // The names are those closest to the first target; every target has the same wheels.
  const key = isForPlatforms ? available : item.wheels.map((wheel) => wheel.filename)
  return {
    key: JSON.stringify(['wheel-missing', severity, item.wanted, key]),
    distribution: item.normalizedName,
    ...(elsewhere.length > 0 ? { platforms: 'some' } : severity === 'error' ? { platforms: 'none' } : {}),
    report: (targets) =>
      finding(
        'wheel-missing',
        severity,
        { distribution, ...oneTarget(targets) },
        {
          distribution: item.wanted,
          origin,
          target: targets,
          available,
        },
      ),
  }
}

/**
 * The gap of a dependency that the target for any platform lacks and others of the same runtime have.
 * @param platforms those whose targets have it
 */
export function elsewhereGap({ name }: Missing, platforms: readonly string[]): Gap {
  return {
    key: JSON.stringify(['wheel-for-some-platforms', name, platforms]),
    report: (targets) =>
      finding(
        'wheel-for-some-platforms',
        'note',
        { distribution: name, ...oneTarget(targets) },
        { distribution: name, platforms, target: targets },
      ),
  }
}

/** Names of wheels, those for the same Python first, and how many more there are. */
function closestNames(wheels: readonly WheelFile[], target: Target): string[] {
  const isNear = (wheel: WheelFile): boolean =>
    wheel.pythons.includes(target.runtime) || wheel.abis.includes('abi3') || wheel.pythons.includes('py3')
  const sorted = wheels.toSorted(
    (a, b) => Number(isNear(b)) - Number(isNear(a)) || compareText(a.filename, b.filename),
  )
  const names = sorted.slice(0, MOST_NAMES).map(wheelChoice)
  return wheels.length > MOST_NAMES ? [...names, `${wheels.length - MOST_NAMES} more`] : names
}

/** The gap of a dependency that requires another version of the project than this one. */
export function misfitGap({ requirer, wanted }: Misfit, name: string, version: string): Gap {
  return {
    key: JSON.stringify(['project-version-unfit', requirer, wanted]),
    report: (targets) =>
      finding(
        'project-version-unfit',
        'error',
        { distribution: requirer, ...oneTarget(targets) },
        { requirer, wanted, name, version },
      ),
  }
}
