import { addAll, compareText, type Target } from '@exuvia/model'
import {
  chooseWheel,
  evaluateMarker,
  fits,
  isPrerelease,
  markerEnvironment,
  newlyRequired,
  type Requirement,
  satisfiesPython,
  type Truth,
  versionFits,
} from '@exuvia/packaging'
import type { WheelFile, Wheelhouse } from './wheelhouse.ts'
import type { Provided } from './provided.ts'

/** A dependency that no wheel satisfies. */
export interface Missing {
  readonly name: string
  readonly normalizedName: string
  /** With its version specifier. */
  readonly wanted: string
  /** The distribution that requires it. */
  readonly requirer: string
  /** All its wheels, of another version or for another target. */
  readonly wheels: readonly WheelFile[]
  /** What else there is of it, in words. */
  readonly others?: readonly string[]
  /** Its wheels of a matching version, for other targets. */
  readonly elsewhere: readonly WheelFile[]
  /** Whether only some machines of the target require it. */
  readonly isConditional: boolean
}

/** The project itself, which its dependencies may require. */
export interface Itself {
  readonly normalizedName: string
  readonly version: string
  /** All its requirements, with those of extras. */
  readonly requirementsOf: (extras: readonly string[]) => readonly Requirement[]
}

/** A dependency that requires another version of the project. */
export interface Misfit {
  readonly requirer: string
  readonly wanted: string
}

/** The closure of a project's dependencies for one target. */
export interface Resolution {
  readonly target: Target
  /** Sorted by name. */
  readonly wheels: readonly WheelFile[]
  readonly missing: readonly Missing[]
  readonly misfits?: readonly Misfit[]
}

/** A requirement to look at. */
interface Step {
  readonly requirement: Requirement
  readonly requirer: string
  /** Those of the distribution that requires it. */
  readonly extras: readonly string[] | ReadonlySet<string>
  readonly isConditional: boolean
}

interface Need {
  readonly requirements: { readonly requirement: Requirement; readonly requirer: string }[]
  readonly extras: Set<string>
  isConditional: boolean
}

/** More rounds than any real set of wheels takes; a bound against cycles that never settle. */
const MAX_ROUNDS = 100

/**
 * Chooses a wheel for every direct and indirect dependency: per name the best one that
 * satisfies all version specifiers. It repeats the choices until they settle. It does not
 * backtrack, because a wheelhouse contains what was resolved before.
 */
export async function resolveDependencies(
  dependencies: readonly Requirement[],
  requirer: string,
  wheelhouse: Wheelhouse,
  provided: Provided,
  target: Target,
  ownExtras: readonly string[] = [],
  itself?: Itself,
): Promise<Resolution> {
  const environment = markerEnvironment(target)
  let choices = new Map<string, WheelFile | undefined>()
  const misfits = new Map<string, Misfit>()
  for (let round = 0; ; round++) {
    const needs = await collectNeeds(choices)
    const next = new Map<string, WheelFile | undefined>()
    for (const [name, need] of needs) next.set(name, await choose(name, need))
    const isSettled =
      next.size === choices.size &&
      [...next].every(([name, wheel]) => choices.has(name) && choices.get(name) === wheel)
    if (isSettled || round === MAX_ROUNDS) return summarize(next, needs)
    choices = next
  }

  async function collectNeeds(
    chosen: ReadonlyMap<string, WheelFile | undefined>,
  ): Promise<Map<string, Need>> {
    const needs = new Map<string, Need>()
    const queue = dependencies.map((requirement): Step => {
      return { requirement, requirer, extras: ownExtras, isConditional: false }
    })
    const visited = new Set<string>()
    const seen = new Map<string, { readonly extras: number; readonly isConditional: boolean }>()
    // The queue grows while it is read; `shift` would move all of it each time.
    for (const item of queue) {
      const { requirement } = item
      const name = requirement.normalizedName
      const truth: Truth =
        requirement.marker === undefined
          ? 'yes'
          : evaluateMarker(requirement.marker, environment, item.extras)
      if (truth === 'no' || provided.has(name)) continue
      const isConditional = item.isConditional || truth === 'maybe'
      if (name === itself?.normalizedName) {
        const { requirer: by } = item
        if (!versionFits(itself.version, requirement.specifier, true)) {
          misfits.set(`${by} ${requirement.specifier}`, { requirer: by, wanted: requirement.unmarked })
        }
        const visit = `${name}[${requirement.extras.join(',')}]${isConditional ? '?' : ''}`
        if (visited.has(visit)) continue
        visited.add(visit)
        const extras = requirement.extras
        const required = itself.requirementsOf(extras)
        addAll(
          queue,
          required.map((inner) => ({ requirement: inner, requirer, extras, isConditional })),
        )
        continue
      }
      const need = needs.get(name) ?? { requirements: [], extras: new Set(), isConditional: true }
      needs.set(name, need)
      need.requirements.push({ requirement, requirer: item.requirer })
      need.isConditional &&= isConditional
      for (const extra of requirement.extras) need.extras.add(extra)
      const wheel = chosen.get(name)
      if (wheel === undefined) continue
      const before = seen.get(name)
      const added = before === undefined ? [] : [...need.extras].slice(before.extras)
      const isFirst = before === undefined || before.isConditional !== need.isConditional
      if (!isFirst && added.length === 0) continue
      seen.set(name, { extras: need.extras.size, isConditional: need.isConditional })
      const metadata = await wheelhouse.metadata(wheel)
      const requires = isFirst ? metadata.requires : newlyRequired(metadata.requires, added)
      const next = requires.map((inner) => ({
        requirement: inner,
        requirer: metadata.name,
        extras: need.extras,
        isConditional: need.isConditional,
      }))
      addAll(queue, next)
    }
    return needs
  }

  function candidates(name: string, need: Need): WheelFile[] {
    const all = wheelhouse.wheels.get(name) ?? []
    const fitting = (prereleases: boolean): WheelFile[] =>
      all.filter((wheel) =>
        need.requirements.every(({ requirement }) =>
          versionFits(wheel.version, requirement.specifier, prereleases),
        ),
      )
    const finals = fitting(false).filter((wheel) => !isPrerelease(wheel.version))
    return finals.length > 0 ? finals : fitting(true)
  }

  /** Chooses a wheel whose `Requires-Python` excludes the target only if there is no other, and reports it. */
  async function choose(name: string, need: Need): Promise<WheelFile | undefined> {
    const fitting = candidates(name, need).filter((wheel) => fits(wheel, target))
    const running: WheelFile[] = []
    for (const wheel of fitting) {
      const metadata = await wheelhouse.metadata(wheel)
      const { requiresPython } = metadata
      if (requiresPython === undefined || satisfiesPython(target.runtime, requiresPython)) running.push(wheel)
    }
    return chooseWheel(running, target) ?? chooseWheel(fitting, target)
  }

  function summarize(
    chosen: ReadonlyMap<string, WheelFile | undefined>,
    needs: ReadonlyMap<string, Need>,
  ): Resolution {
    const missing = [...needs].flatMap(([name, need]): Missing[] => {
      if (chosen.get(name) !== undefined) return []
      const first = need.requirements[0]
      if (first === undefined) return []
      const specifiers = [...new Set(need.requirements.map(({ requirement }) => requirement.specifier))]
      return [
        {
          name: first.requirement.name,
          normalizedName: name,
          wanted: [first.requirement.name, specifiers.filter((text) => text !== '').join(',')]
            .join(' ')
            .trim(),
          requirer: [...new Set(need.requirements.map((item) => item.requirer))].join(', '),
          wheels: wheelhouse.wheels.get(name) ?? [],
          elsewhere: candidates(name, need).filter((wheel) => !fits(wheel, target)),
          isConditional: need.isConditional,
        },
      ]
    })
    const wheels = [...chosen.values()].filter((wheel) => wheel !== undefined)
    return {
      target,
      wheels: wheels.sort((a, b) => compareText(a.normalizedName, b.normalizedName)),
      missing,
      misfits: [...misfits.values()],
    }
  }
}
