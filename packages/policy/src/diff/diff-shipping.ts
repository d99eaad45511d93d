import { compareText, type CodeLevel, sortedBy } from '@exuvia/model'
import type { ShippedDistribution, ShippedForm, Shipping, Untold } from './shipping.ts'

/** Files that ship otherwise in the same way. */
export interface FormChange {
  /** `source`, or `bytecode (optimize 1, docstrings keep)`; null: the files do not ship. */
  readonly old: string | null
  readonly new: string | null
  /** The targets that this is about; empty for all that both sides have. */
  readonly targets: readonly string[]
  /** In the tarball, as source, sorted. In folders of metadata, `*` stands for the version. */
  readonly paths: readonly string[]
}

/** A value that differs. */
export interface ValueChange {
  readonly old: string
  readonly new: string
}

/** A distribution that ships otherwise. */
export interface DistributionChange {
  /** In its own spelling. */
  readonly name: string
  readonly state: 'added' | 'removed' | 'changed'
  /** Of a distribution that one side lacks, what the other says; null if it does not say it. */
  readonly version: ValueChange | string | null
  readonly license: ValueChange | string | null
  readonly files: readonly FormChange[]
}

/** What ships otherwise. */
export interface ShippingDifference {
  /** `unknown`: nothing differs of what both sides say, and one of them does not say everything. */
  readonly outcome: 'same' | 'different' | 'unknown'
  readonly targets: {
    readonly compared: readonly string[]
    readonly added: readonly string[]
    readonly removed: readonly string[]
  }
  /** Sorted by name. */
  readonly distributions: readonly DistributionChange[]
  /** What was not compared, because a side does not say it. */
  readonly unknown: readonly (Untold & { readonly side: 'old' | 'new' })[]
}

/**
 * Compares what ships on two sides: distributions, their versions and licences, and the form of each file in the
 * targets that both have. What a side does not say is never a difference, and never equal.
 */
export function diffShipping(old: Shipping, now: Shipping): ShippingDifference {
  const compared = old.targets.filter((target) => now.targets.includes(target))
  const targets = {
    compared,
    added: isOpen(old) ? [] : now.targets.filter((target) => !old.targets.includes(target)),
    removed: isOpen(now) ? [] : old.targets.filter((target) => !now.targets.includes(target)),
  }
  const names = [...new Set([...old.distributions.keys(), ...now.distributions.keys()])].sort(compareText)
  const distributions = names.flatMap((name) => {
    const [before, after] = [old.distributions.get(name), now.distributions.get(name)]
    if (before === undefined || after === undefined) return onOneSide(before, after, { old, now, compared })
    return onBothSides(before, after, compared)
  })
  const unknown = [
    ...old.untold.map((each) => ({ ...each, side: 'old' as const })),
    ...now.untold.map((each) => ({ ...each, side: 'new' as const })),
    ...(compared.length === 0
      ? [{ side: 'new' as const, what: 'files' as const, reason: 'the two sides have no target in common' }]
      : []),
  ]
  const differs = distributions.length + targets.added.length + targets.removed.length > 0
  return {
    outcome: differs ? 'different' : unknown.length > 0 ? 'unknown' : 'same',
    targets,
    distributions,
    unknown,
  }
}

/** Whether a side may have more than it says: distributions, and so targets. */
function isOpen({ untold }: Shipping): boolean {
  return untold.some(({ what }) => what === 'dependencies')
}

interface Sides {
  readonly old: Shipping
  readonly now: Shipping
  readonly compared: readonly string[]
}

function onOneSide(
  before: ShippedDistribution | undefined,
  after: ShippedDistribution | undefined,
  { old, now, compared }: Sides,
): DistributionChange[] {
  const there = before ?? after
  const lacking = before === undefined ? old : now
  // The side that lacks it may only not say that it has it.
  if (there === undefined || isOpen(lacking)) return []
  const files = changesOf(before, after, compared)
  if (files.length === 0 && compared.length > 0) return []
  return [
    {
      name: there.name,
      state: before === undefined ? 'added' : 'removed',
      version: there.version ?? null,
      license: there.license ?? null,
      files,
    },
  ]
}

function onBothSides(
  before: ShippedDistribution,
  after: ShippedDistribution,
  compared: readonly string[],
): DistributionChange[] {
  const version = valueChange(before.version, after.version)
  const license = valueChange(before.license, after.license)
  const files = changesOf(before, after, compared)
  if (version === null && license === null && files.length === 0) return []
  return [{ name: after.name, state: 'changed', version, license, files }]
}

function valueChange(old: string | undefined, now: string | undefined): ValueChange | null {
  return old === undefined || now === undefined || old === now ? null : { old, new: now }
}

/** The files whose form differs, grouped by how it does, and by the targets in which it does. */
function changesOf(
  before: ShippedDistribution | undefined,
  after: ShippedDistribution | undefined,
  compared: readonly string[],
): FormChange[] {
  const changes = new Map<string, { old: string | null; new: string | null; targets: string[] }>()
  for (const target of compared) {
    const [old, now] = [byPlainPath(before, target), byPlainPath(after, target)]
    for (const path of new Set([...old.keys(), ...now.keys()])) {
      const forms = formsOf(old.get(path), now.get(path))
      if (forms.old === forms.new) continue
      const key = JSON.stringify([path, forms.old, forms.new])
      const known = changes.get(key)
      if (known === undefined) changes.set(key, { ...forms, targets: [target] })
      else known.targets.push(target)
    }
  }
  const groups = Map.groupBy(changes, ([, { old, new: now, targets }]) => JSON.stringify([old, now, targets]))
  const grouped = [...groups.values()].flatMap((group): FormChange[] => {
    const [first] = group
    if (first === undefined) return []
    const [, { old, new: now, targets }] = first
    const paths = group.map(([key]) => (JSON.parse(key) as [string])[0]).sort(compareText)
    return [{ old, new: now, targets: targets.length === compared.length ? [] : targets, paths }]
  })
  return sortedBy(grouped, (each) => `${each.old ?? ''} ${each.new ?? ''} ${each.targets.join(' ')}`)
}

/** A level counts only where both sides know it. */
function formsOf(
  old: ShippedForm | undefined,
  now: ShippedForm | undefined,
): { readonly old: string | null; readonly new: string | null } {
  const isBoth = old !== undefined && now !== undefined
  const levels =
    isBoth && (old.level === undefined || now.level === undefined || sameLevel(old.level, now.level))
  return { old: inWords(old, !levels && isBoth), new: inWords(now, !levels && isBoth) }
}

function sameLevel(one: CodeLevel, other: CodeLevel): boolean {
  return one.optimize === other.optimize && one.docstrings === other.docstrings
}

function inWords(form: ShippedForm | undefined, withLevel: boolean): string | null {
  if (form === undefined) return null
  return withLevel && form.level !== undefined
    ? `${form.ship} (optimize ${form.level.optimize}, docstrings ${form.level.docstrings})`
    : form.ship
}

/** The folder of metadata has the version in its name, which would make each of its files another. */
function byPlainPath(
  distribution: ShippedDistribution | undefined,
  target: string,
): ReadonlyMap<string, ShippedForm> {
  const files = distribution?.files.get(target) ?? new Map<string, ShippedForm>()
  return new Map([...files].map(([path, form]) => [plainPath(path), form]))
}

function plainPath(path: string): string {
  // linear: `-` ends the name, and neither part contains a slash
  return path.replace(/^lib\/([^/-]+)-[^/]+\.dist-info\//, 'lib/$1-*.dist-info/')
}
