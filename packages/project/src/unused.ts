import { type Config, type Finding, compareText, finding, firstOf } from '@exuvia/model'
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
}

/** Reports lines under `licenses`, names under `dependencies.build` and wheels of the wheelhouse that no target uses. */
export function unusedFindings(
  { licenses }: Config,
  wheelhouse: readonly WheelFile[],
  { names, wheels, unusedBuilds }: Used,
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
    ...(unchosen.length === 0 ? [] : [finding('wheels-unused', 'note', {}, { wheels: listed(unchosen) })]),
  ]
}

function listed(names: readonly string[]): string[] {
  return firstOf(names.toSorted(compareText), MOST_NAMES)
}
