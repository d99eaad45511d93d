import { type Config, type Finding, type TargetContents, compareText, finding, firstOf } from '@exuvia/model'
import type { WheelFile } from './wheelhouse.ts'

/** Names that a message lists. */
const MOST_NAMES = 6

/** What a project and its targets used, and what they did not. */
export interface Used {
  /** Normalised names of the distributions that ship or that are missing. */
  readonly names: ReadonlySet<string>
  /** File names of the chosen wheels. */
  readonly wheels: ReadonlySet<string>
  /** Names of `dependencies.build` that no target builds from source. */
  readonly unusedBuilds: readonly string[]
  /** A lock that lists what to install, and what of it ships though nothing requires it. */
  readonly unrequired: { readonly lock: string; readonly names: readonly string[] } | undefined
}

/**
 * Finds the distributions that ship and that no target's project requires, directly or not: left over from an
 * earlier state of the project. None where the project requires nothing, as the lock is then its only word.
 */
export function unrequiredNames(
  own: string,
  targets: Iterable<Pick<TargetContents, 'requires'>>,
  shipped: Iterable<{ readonly normalizedName: string }>,
): string[] {
  const required = new Set<string>()
  let requiresAny = false
  for (const { requires = new Map<string, readonly string[]>() } of targets) {
    for (const name of requires.keys()) required.add(name)
    requiresAny ||= (requires.get(own)?.length ?? 0) > 0
  }
  const names = new Set([...shipped].map(({ normalizedName }) => normalizedName))
  return requiresAny ? [...names].filter((name) => !required.has(name)) : []
}

/**
 * Reports lines under `licenses`, names under `dependencies.build` and wheels of the wheelhouse that no target
 * uses, and packages of a lock that nothing requires.
 */
export function unusedFindings(
  { licenses }: Config,
  wheelhouse: readonly WheelFile[],
  { names, wheels, unusedBuilds, unrequired }: Used,
): Finding[] {
  const unnamed = Object.keys(licenses).filter((name) => !names.has(name))
  const unchosen = wheelhouse.map(({ filename }) => filename).filter((name) => !wheels.has(name))
  return [
    ...(unnamed.length === 0
      ? []
      : [finding('licenses-unused', 'warning', { key: 'licenses' }, { distributions: listed(unnamed) })]),
    ...(unusedBuilds.length === 0
      ? []
      : [
          finding(
            'builds-unused',
            'warning',
            { key: 'dependencies.build' },
            { distributions: listed(unusedBuilds) },
          ),
        ]),
    ...(unrequired === undefined || unrequired.names.length === 0
      ? []
      : [
          finding(
            'locked-unrequired',
            'note',
            {},
            { lock: unrequired.lock, distributions: listed(unrequired.names) },
          ),
        ]),
    ...(unchosen.length === 0 ? [] : [finding('wheels-unused', 'note', {}, { wheels: listed(unchosen) })]),
  ]
}

function listed(names: readonly string[]): string[] {
  return firstOf(names.toSorted(compareText), MOST_NAMES)
}
