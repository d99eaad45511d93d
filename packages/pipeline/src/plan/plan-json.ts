import { type Plan, compareText } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { unitKey } from '../stages/plan.ts'
import { summarizeDecisions } from '../stages/decisions.ts'

/** A plan as `plan --json` prints it; versioned, sorted, free of machine paths. */
export interface PlanJson {
  readonly schema: 'exuvia.plan/1'
  readonly name: string
  readonly version: string
  readonly versionSource: string
  readonly commit: string | null
  readonly sourceDate: number
  readonly artifacts: readonly {
    readonly kind: string
    readonly file: string
    readonly target: string | null
  }[]
  readonly building: readonly string[]
  readonly distributions: readonly {
    readonly name: string
    readonly version: string
    readonly wheel: string | null
    readonly license: string | null
    readonly targets: readonly string[]
  }[]
  readonly decisions: ReturnType<typeof summarizeDecisions>
  readonly sourceTwin: readonly string[]
  readonly units: readonly {
    readonly runtime: string
    readonly optimize: number
    readonly distribution: string
    readonly path: string
  }[]
}

/** Converts the plan to data for machines. Pure. */
export function planToJson(plan: Plan): PlanJson {
  const { inventory, sourceTwin } = plan.checked
  return {
    schema: 'exuvia.plan/1',
    name: inventory.name,
    version: inventory.version,
    versionSource: inventory.versionSource,
    commit: inventory.commit ?? null,
    sourceDate: inventory.sourceDate,
    artifacts: plan.artifacts.map(({ kind, file, target }) => ({
      kind,
      file,
      target: target === undefined ? null : formatTarget(target),
    })),
    building: plan.building.map(({ target }) => formatTarget(target)),
    distributions: inventory.distributions.map(({ id, name, version, wheel, license }) => ({
      name,
      version,
      wheel: wheel ?? null,
      license: license.expression ?? null,
      targets: inventory.targets
        .filter(({ distributions }) => distributions.includes(id))
        .map(({ target }) => formatTarget(target)),
    })),
    decisions: summarizeDecisions(plan.checked, plan.building),
    sourceTwin,
    units: [...plan.units]
      .sort((a, b) => compareText(unitKey(a), unitKey(b)))
      .map(({ runtime, optimize, distribution, path }) => ({ runtime, optimize, distribution, path })),
  }
}
