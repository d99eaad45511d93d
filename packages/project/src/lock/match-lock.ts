import type { Target } from '@exuvia/model'
import {
  type MarkerEnvironment,
  type Requirement,
  evaluateMarker,
  markerEnvironment,
  normalizeVersion,
  satisfiesPython,
  versionFits,
} from '@exuvia/packaging'
import type { Lock, LockedPackage, LockedRequirement } from './lock.ts'
import type { Asked, SelectedPackage } from './select-locked.ts'
import type { Provided } from '../provided.ts'

/** What a project itself says of its dependencies; undefined where only its backend knows. */
export interface Declared {
  readonly name: string
  readonly normalizedName: string
  readonly requiresPython: string | undefined
  readonly dependencies: readonly Requirement[] | undefined
  /** Extra, normalised → its requirements. */
  readonly optional: ReadonlyMap<string, readonly Requirement[]>
  /** Group, normalised → its requirements, all includes in place. */
  readonly groups: ReadonlyMap<string, readonly Requirement[]>
}

/**
 * Compares what a lock was made from with what the project declares now, for what the release takes.
 * Pure.
 * @returns the changes in words; none if the lock is up to date
 */
export function changesSinceLock(
  lock: Lock,
  own: LockedPackage,
  declared: Declared,
  asked: Asked,
  targets: readonly Target[],
): string[] {
  const changes = new Set(lock.changedSettings)
  const members = lock.packages.filter((item) => item.source.kind === 'folder')
  // The lock of a workspace covers what all of its members support.
  if (members.length === 1 && !areSamePythons(lock.requiresPython, declared.requiresPython)) {
    changes.add(
      `requires-python is "${declared.requiresPython ?? ''}", in the lock "${lock.requiresPython ?? ''}"`,
    )
  }
  const { requires } = own
  if (requires === undefined) return [...changes]
  for (const target of targets) {
    const environment = markerEnvironment(target)
    if (declared.dependencies !== undefined) {
      for (const extra of [undefined, ...asked.extras]) {
        const now = [
          ...(declared.dependencies ?? []),
          ...(extra === undefined ? [] : (declared.optional.get(extra) ?? [])),
        ]
        const extras = extra === undefined ? [] : [extra]
        compare(requires.dependencies, now, environment, extras, changes)
      }
    }
    for (const group of asked.groups) {
      compare(requires.groups.get(group) ?? [], declared.groups.get(group) ?? [], environment, [], changes)
    }
  }
  return [...changes]
}

/**
 * Compares a lock that does not say what it was made from: every requirement of the project needs a
 * locked version that satisfies it. Pure.
 */
export function unmetRequirements(
  requirements: readonly Requirement[],
  extras: readonly string[],
  selected: readonly SelectedPackage[],
  provided: Provided,
  target: Target,
): string[] {
  const environment = markerEnvironment(target)
  const versions = new Map(selected.map((item) => [item.package.normalizedName, item.package.version]))
  return requirements.flatMap((requirement) => {
    const { normalizedName, marker, specifier } = requirement
    if (provided.has(normalizedName)) return []
    if (marker !== undefined && evaluateMarker(marker, environment, extras) !== 'yes') return []
    if (!versions.has(normalizedName)) return [`${requirement.text} is not in the lock`]
    const version = versions.get(normalizedName)
    return version === undefined || requirement.url !== undefined || versionFits(version, specifier, true)
      ? []
      : [`${requirement.text} is required, and the lock has ${version}`]
  })
}

function compare(
  locked: readonly LockedRequirement[],
  now: readonly Requirement[],
  environment: MarkerEnvironment,
  extras: readonly string[],
  changes: Set<string>,
): void {
  const before = new Map(
    locked
      .filter((item) => holds(item.marker, environment, extras))
      .map((item): [string, string] => [keyOf(item), wordsOf(item)]),
  )
  const after = new Map(
    now
      .filter((item) => holds(item.marker, environment, extras))
      .map((item): [string, Requirement] => [keyOf(item), item]),
  )
  // A source of its own (git, path, an address) replaces the specifier, on either side.
  const elsewhere = new Set(
    [
      ...locked.filter((item) => item.specifier === undefined),
      ...now.filter((item) => item.url !== undefined),
    ].map((item) => item.normalizedName),
  )
  for (const [key, words] of before) {
    if (!after.has(key) && !elsewhere.has(key.split(' ')[0] ?? '')) changes.add(`no longer ${words}`)
  }
  for (const [key, item] of after) {
    if (!before.has(key) && !elsewhere.has(item.normalizedName)) changes.add(`now ${item.text}`)
  }
}

function holds(
  marker: LockedRequirement['marker'],
  environment: MarkerEnvironment,
  extras: readonly string[],
): boolean {
  return marker === undefined || evaluateMarker(marker, environment, extras) !== 'no'
}

function keyOf(item: {
  readonly normalizedName: string
  readonly extras: readonly string[]
  readonly specifier: string | undefined
}): string {
  return `${item.normalizedName} [${item.extras.toSorted().join(',')}] ${canonicalSpecifier(item.specifier ?? '')}`
}

function wordsOf(item: LockedRequirement): string {
  const extras = item.extras.length === 0 ? '' : `[${item.extras.join(',')}]`
  return `${item.normalizedName}${extras}${item.specifier ?? ''}`
}

/** A specifier in one spelling: clauses sorted, versions normalised. */
export function canonicalSpecifier(specifier: string): string {
  return specifier
    .split(',')
    .map((clause) => {
      const operator = /^[<>=!~]*/.exec(clause.trim())?.[0] ?? ''
      const version = clause.trim().slice(operator.length).trim()
      return `${operator}${normalizeVersion(version) ?? version}`
    })
    .filter((clause) => clause !== '')
    .sort()
    .join(',')
}

/** Whether two specifiers admit the same Pythons. */
function areSamePythons(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true
  const minors = ['cp27', ...Array.from({ length: 31 }, (_, minor) => `cp3${minor}`)]
  return minors.every((runtime) => admits(a, runtime) === admits(b, runtime))
}

function admits(specifier: string | undefined, runtime: string): boolean {
  return specifier === undefined || satisfiesPython(runtime, specifier)
}
