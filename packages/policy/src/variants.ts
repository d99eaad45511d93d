import type { Distribution, Inventory, Subject, Target } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import type { Rule } from './rules.ts'

/** Targets of a distribution for which the same rules can hold. */
export interface Variant {
  /** Undefined for a distribution that no target contains. */
  readonly target: Target | undefined
  /** All of them, as the config lists them. */
  readonly targets: readonly Target[]
}

/**
 * Splits the targets of a distribution where a rule tells them apart, so that everything else is judged once.
 * @returns at least one
 */
export function variantsOf(
  { targets }: Inventory,
  { id }: Distribution,
  rules: readonly Rule[],
): readonly Variant[] {
  const own = targets.filter(({ distributions }) => distributions.includes(id)).map(({ target }) => target)
  const groups = Map.groupBy(own, (target) => rules.map((rule) => Number(rule.allowsTarget(target))).join(''))
  if (groups.size === 0) return [{ target: undefined, targets: [] }]
  return [...groups.values()].map((group) => ({ target: group[0], targets: group }))
}

/** The names under which the decisions of a variant stand. */
export function variantNames({ targets }: Variant): string[] {
  return targets.length === 0 ? [''] : targets.map(formatTarget)
}

/** The targets of a variant in the place of a finding, if there are other variants. */
export function variantSubject(
  variant: Variant,
  variants: readonly Variant[],
): Pick<Subject, 'target' | 'targets'> {
  return variants.length < 2 ? {} : targetSubject(variant.targets.map(formatTarget))
}

/** Targets in the place of a finding. */
export function targetSubject(names: readonly string[]): Pick<Subject, 'target' | 'targets'> {
  const [name] = names
  if (name === undefined) return {}
  return names.length === 1 ? { target: name } : { targets: names }
}
