import type { Target } from '@exuvia/model'
import {
  type Marker,
  type MarkerEnvironment,
  type Truth,
  evaluateMarker,
  markerEnvironment,
  newestPatch,
  runtimeVersion,
  satisfiesPython,
} from '@exuvia/packaging'
import type { Lock, LockedEdge, LockedPackage } from './lock.ts'

/** The extras and groups that a release takes. Names are normalised. */
export interface Asked {
  readonly extras: readonly string[]
  readonly groups: readonly string[]
}

/** One package of a lock that a target needs. */
export interface SelectedPackage {
  readonly package: LockedPackage
  /** Whether only some machines of the target need it. */
  readonly isConditional: boolean
  /** The names of the packages that require it; empty if the lock does not say. */
  readonly requirers: readonly string[]
}

/** What a lock has for one target. */
export interface LockSelection {
  readonly packages: readonly SelectedPackage[]
  /** Several packages of one name, which the target cannot tell apart. */
  readonly ambiguous: readonly (readonly SelectedPackage[])[]
  /** Of several packages of one name, that for the newest patch version of the Python. */
  readonly newest: readonly SelectedPackage[]
  /** Names that the lock requires and does not have; a lock made by a tool has none. */
  readonly unknown: readonly { readonly name: string; readonly requirer: string }[]
  /** Why the lock says nothing about the target; undefined if it does. */
  readonly uncovered: string | undefined
}

/** A bound for locks whose extras activate each other. */
const MAX_ROUNDS = 20

/**
 * Selects the packages of a lock that a target needs: those whose markers hold there. Pure.
 * @param own the project's own package, where the lock is a graph
 */
export function selectLocked(
  lock: Lock,
  own: LockedPackage | undefined,
  asked: Asked,
  target: Target,
): LockSelection {
  const environment = markerEnvironment(target)
  const uncovered = uncoveredReason(lock, target, environment)
  const { packages, unknown } = select(lock, own, asked, environment)
  const ambiguous = severalOf(packages)
  if (ambiguous.length === 0) return { packages, ambiguous, newest: [], unknown, uncovered }
  // Patch versions of one Python get one tarball. Where they tell packages apart, most machines have the newest.
  const later = select(lock, own, asked, newestPatch(environment)).packages
  const open = new Set(severalOf(later).map((items) => nameOf(items[0])))
  const settled = new Set(ambiguous.map((items) => nameOf(items[0])).filter((name) => !open.has(name)))
  const newest = later.filter((item) => settled.has(nameOf(item)))
  return {
    packages: [...packages.filter((item) => !settled.has(nameOf(item))), ...newest],
    ambiguous: ambiguous.filter((items) => !settled.has(nameOf(items[0]))),
    newest,
    unknown,
    uncovered,
  }
}

/** The packages that an environment needs. */
function select(
  lock: Lock,
  own: LockedPackage | undefined,
  asked: Asked,
  environment: MarkerEnvironment,
): { readonly packages: readonly SelectedPackage[]; readonly unknown: LockSelection['unknown'] } {
  const walked =
    lock.shape === 'list'
      ? listed(lock, asked, environment)
      : own === undefined
        ? { found: new Map<LockedPackage, Found>(), unknown: [] }
        : walkGraph(lock, own, asked, environment)
  const packages = [...walked.found].map(([item, { isConditional, requirers }]): SelectedPackage => ({
    package: item,
    isConditional,
    requirers: [...requirers],
  }))
  return { packages, unknown: walked.unknown }
}

function severalOf(packages: readonly SelectedPackage[]): readonly (readonly SelectedPackage[])[] {
  return [...Map.groupBy(packages, nameOf).values()].filter((items) => items.length > 1)
}

function nameOf(item: SelectedPackage | undefined): string {
  return item?.package.normalizedName ?? ''
}

interface Found {
  isConditional: boolean
  readonly requirers: Set<string>
}

interface Walked {
  readonly found: ReadonlyMap<LockedPackage, Found>
  readonly unknown: readonly { readonly name: string; readonly requirer: string }[]
}

function uncoveredReason(lock: Lock, target: Target, environment: MarkerEnvironment): string | undefined {
  const { requiresPython, environments } = lock
  if (requiresPython !== undefined && !satisfiesPython(target.runtime, requiresPython)) {
    return `it requires Python ${requiresPython}, not ${runtimeVersion(target.runtime)}`
  }
  const isCovered =
    environments.length === 0 ||
    environments.some(({ marker }) => evaluateMarker(marker, environment, []) !== 'no')
  return isCovered ? undefined : `it is for ${environments.map(({ text }) => text).join(' or ')}`
}

/** A lock without a graph: every package whose marker holds. */
function listed(lock: Lock, asked: Asked, environment: MarkerEnvironment): Walked {
  const found = new Map<LockedPackage, Found>()
  for (const item of lock.packages) {
    const truth = anyHolds(item.markers, environment, asked.extras, asked.groups)
    if (truth !== 'no') found.set(item, { isConditional: truth === 'maybe', requirers: new Set() })
  }
  return { found, unknown: [] }
}

function anyHolds(
  markers: readonly Marker[],
  environment: MarkerEnvironment,
  extras: readonly string[],
  groups: readonly string[],
): Truth {
  if (markers.length === 0) return 'yes'
  const results = new Set(markers.map((marker) => evaluateMarker(marker, environment, extras, groups)))
  if (results.has('yes')) return 'yes'
  return results.has('maybe') ? 'maybe' : 'no'
}

function walkGraph(lock: Lock, own: LockedPackage, asked: Asked, environment: MarkerEnvironment): Walked {
  const byName = Map.groupBy(lock.packages, (item) => item.normalizedName)
  // uv tells conflicting extras and groups apart by names that carry the package's own.
  let active = new Set([
    `project-${own.normalizedName.length}-${own.normalizedName}`,
    ...asked.extras.map((extra) => encodedExtra(own.normalizedName, extra)),
    ...asked.groups.map((group) => `group-${own.normalizedName.length}-${own.normalizedName}-${group}`),
  ])
  for (let round = 0; ; round++) {
    const extras = [...active]
    const walked = walkOnce(byName, own, asked, environment, extras)
    if (walked.active.size === active.size || round === MAX_ROUNDS) return walked
    active = walked.active
  }
}

function encodedExtra(name: string, extra: string): string {
  return `extra-${name.length}-${name}-${extra}`
}

function walkOnce(
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
  own: LockedPackage,
  asked: Asked,
  environment: MarkerEnvironment,
  extras: readonly string[],
): Walked & { readonly active: Set<string> } {
  const found = new Map<LockedPackage, Found>()
  const unknown = new Map<string, { readonly name: string; readonly requirer: string }>()
  const active = new Set(extras)
  const visited = new Set<string>()
  interface Step {
    readonly edge: LockedEdge
    readonly requirer: string
    readonly isConditional: boolean
  }
  const queue: Step[] = []
  const push = (edges: readonly LockedEdge[], requirer: string, isConditional: boolean): void => {
    for (const edge of edges) queue.push({ edge, requirer, isConditional })
  }
  push(own.dependencies, own.name, false)
  for (const extra of asked.extras) push(own.optional.get(extra) ?? [], own.name, false)
  for (const group of asked.groups) push(own.groups.get(group) ?? [], own.name, false)
  for (let at = 0; at < queue.length; at++) {
    const step = queue[at]
    if (step === undefined) break
    const { edge } = step
    const truth = edge.marker === undefined ? 'yes' : evaluateMarker(edge.marker, environment, extras)
    if (truth === 'no') continue
    const isConditional = step.isConditional || truth === 'maybe'
    const targets = edgeTargets(byName, edge, environment, extras)
    if (targets.length === 0) {
      unknown.set(edge.normalizedName, { name: edge.normalizedName, requirer: step.requirer })
    }
    for (const item of targets) {
      const isOwn = item === own
      const known = found.get(item) ?? { isConditional: true, requirers: new Set<string>() }
      known.isConditional &&= isConditional
      known.requirers.add(step.requirer)
      // A dependency may require the project itself: that ships anyway.
      if (!isOwn) found.set(item, known)
      for (const part of ['', ...edge.extras]) {
        const visit = `${item.line} ${item.normalizedName} ${part} ${known.isConditional ? '?' : ''}`
        if (visited.has(visit) || (isOwn && part === '')) continue
        visited.add(visit)
        if (part !== '') active.add(encodedExtra(item.normalizedName, part))
        const edges = part === '' ? item.dependencies : (item.optional.get(part) ?? [])
        push(edges, item.name, known.isConditional)
      }
    }
  }
  return { found, unknown: [...unknown.values()], active }
}

/** Finds the packages that an edge can mean; one, unless the target cannot tell forks of the lock apart. */
function edgeTargets(
  byName: ReadonlyMap<string, readonly LockedPackage[]>,
  edge: LockedEdge,
  environment: MarkerEnvironment,
  extras: readonly string[],
): readonly LockedPackage[] {
  const all = (byName.get(edge.normalizedName) ?? []).filter(
    (item) =>
      (edge.version === undefined || item.version === edge.version) &&
      (edge.sourceKey === undefined || item.sourceKey === edge.sourceKey),
  )
  if (all.length < 2) return all
  return all.filter((item) => anyHolds(item.markers, environment, extras, []) !== 'no')
}
