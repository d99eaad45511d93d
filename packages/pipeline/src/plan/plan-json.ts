import { type Inventory, type Plan, compareText, sortedBy } from '@exuvia/model'
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
    /** Whether this run builds it. */
    readonly building: boolean
  }[]
  readonly building: readonly string[]
  readonly distributions: readonly {
    readonly name: string
    readonly version: string
    readonly wheel: string | null
    readonly license: string | null
    readonly targets: readonly string[]
  }[]
  readonly commands: readonly {
    readonly name: string
    readonly distribution: string
    readonly targets: readonly string[]
  }[]
  readonly decisions: ReturnType<typeof summarizeDecisions>
  readonly sourceTwin: readonly string[]
  readonly units: readonly {
    readonly runtime: string
    readonly optimize: number
    readonly docstrings: string
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
    artifacts: plan.artifacts.map(({ kind, file, target, madeFor }) => ({
      kind,
      file,
      target: target === undefined ? null : formatTarget(target),
      building: madeFor === undefined || plan.building.includes(madeFor),
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
    commands: commandsOf(inventory),
    decisions: summarizeDecisions(plan.checked, plan.building),
    sourceTwin,
    units: [...plan.units]
      .sort((a, b) => compareText(unitKey(a), unitKey(b)))
      .map(({ runtime, optimize, docstrings, distribution, path }) => ({
        runtime,
        optimize,
        docstrings,
        distribution,
        path,
      })),
  }
}

/** Each command once, with the name of its distribution. */
function commandsOf({ distributions, targets }: Inventory): PlanJson['commands'] {
  const names = new Map(distributions.map(({ id, name }) => [id, name]))
  const commands = targets.flatMap(({ target, commands: own }) =>
    own.map(({ name, distribution }) => ({
      name,
      distribution: names.get(distribution) ?? distribution,
      target,
    })),
  )
  const groups = Map.groupBy(commands, ({ name, distribution }) => `${name}\0${distribution}`)
  return sortedBy([...groups], ([key]) => key).flatMap(([, group]) => {
    const [first] = group
    if (first === undefined) return []
    const { name, distribution } = first
    return [{ name, distribution, targets: group.map(({ target }) => formatTarget(target)) }]
  })
}
