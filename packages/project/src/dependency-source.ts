import type { Finding, Target } from '@exuvia/model'
import type { Requirement } from '@exuvia/packaging'
import { type Gap, misfitGap, missingGap, sourceGap } from './gaps.ts'
import { type Itself, type Resolution, resolveDependencies } from './resolve.ts'
import type { Wheel } from './wheel.ts'
import type { WheelFile, Wheelhouse } from './wheelhouse.ts'
import type { Provided } from './provided.ts'

/** The dependencies of one target, and what they lack. */
export interface SourcedResolution extends Resolution {
  readonly gaps: readonly Gap[]
}

/** Where the wheels of the dependencies come from. */
export interface DependencySource {
  /** The lock that names them; undefined without one. */
  readonly lockFile?: string
  /** Whether the lock lists what to install, not what requires what. */
  readonly isList?: boolean
  readonly findings: readonly Finding[]
  /** Wheels of the wheelhouse. */
  readonly offered: readonly WheelFile[]
  /** All wheels of a distribution, whatever they are for. */
  readonly wheelsOf: (name: string) => readonly WheelFile[]
  readonly resolve: (target: Target) => Promise<SourcedResolution>
  /**
   * Brings wheels to this machine, so that `read` finds them.
   * @returns what their indexes say of them
   */
  readonly bring: (wheels: readonly WheelFile[]) => Promise<readonly Finding[]>
  /** Names of `dependencies.build` that no target so far builds from source. */
  readonly unusedBuilds: () => readonly string[]
  readonly read: (wheel: WheelFile) => Promise<Wheel>
}

/** What a project wants of a wheelhouse. */
interface Wanted {
  readonly requirementsFor: (target: Target) => readonly Requirement[]
  /** The project's extras that ship. */
  readonly extras: readonly string[]
  readonly name: string
  readonly itself: Itself
  readonly provided: Provided
  /** `dependencies.build`: a wheelhouse builds nothing. */
  readonly builds: readonly string[]
}

/** The wheels of a wheelhouse, resolved by their own metadata. */
export function wheelhouseSource(
  wheelhouse: Wheelhouse,
  { requirementsFor, extras, name, itself, provided, builds }: Wanted,
): DependencySource {
  return {
    findings: wheelhouse.findings,
    offered: [...wheelhouse.wheels.values()].flat(),
    wheelsOf: (normalizedName) => wheelhouse.wheels.get(normalizedName) ?? [],
    async resolve(target) {
      const resolution = await resolveDependencies(
        requirementsFor(target),
        name,
        wheelhouse,
        provided,
        target,
        extras,
        itself,
      )
      const { missing } = resolution
      const gaps = wheelhouse.isConfigured
        ? missing.map((item) =>
            missingGap(item, target, 'the wheelhouse', item.isConditional ? 'warning' : 'error'),
          )
        : missing.length > 0
          ? [sourceGap(missing, name)]
          : []
      const unfit = (resolution.misfits ?? []).map((misfit) => misfitGap(misfit, name, itself.version))
      return { ...resolution, gaps: [...gaps, ...unfit] }
    },
    bring: async () => [],
    unusedBuilds: () => builds,
    read: wheelhouse.read,
  }
}
