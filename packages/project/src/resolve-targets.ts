import { type Finding, type Target, addAll, usageError } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import type { SourcedResolution } from './dependency-source.ts'
import { type Gap, elsewhereGap, reportGaps } from './gaps.ts'
import { type Resolve, type WrittenTarget, isKnownPlatform, platformTargets } from './targets.ts'
import type { WheelFile } from './wheelhouse.ts'

/** The dependencies of all targets, and what they lack. */
export interface ResolvedTargets {
  readonly resolutions: readonly SourcedResolution[]
  readonly findings: readonly Finding[]
}

/**
 * Resolves the dependencies of the targets as written: a runtime alone means all platforms that have every wheel.
 * @throws usage error `bad-target`; what `resolve` throws
 */
export async function resolveTargets(
  written: readonly WrittenTarget[],
  resolve: Resolve<SourcedResolution>,
  wheelsOf: (name: string) => readonly WheelFile[],
): Promise<ResolvedTargets> {
  const resolutions: SourcedResolution[] = []
  const gaps: { readonly target: string; readonly gaps: readonly Gap[] }[] = []
  for (const target of written) {
    if ('platform' in target) {
      if (!isKnownPlatform(target.platform) && !target.runtime.startsWith('mpy'))
        throw unknownPlatform(target)
      resolutions.push(await resolve(target))
      continue
    }
    const found = await platformTargets(target.runtime, resolve, wheelsOf)
    if (found.length === 0) {
      // Report as for the target of any platform, because its gaps name the wheels.
      const any = await resolve({ runtime: target.runtime, platform: 'any' })
      // Where one has no wheel for any platform, the others' platforms are no answer.
      const isBlocked = any.gaps.some(({ platforms }) => platforms === 'none')
      const told = isBlocked ? any.gaps.filter(({ platforms }) => platforms !== 'some') : any.gaps
      gaps.push({ target: target.runtime, gaps: told })
    }
    addAll(resolutions, withElsewhere(found))
  }
  addAll(
    gaps,
    resolutions.map((item) => ({ target: formatTarget(item.target), gaps: item.gaps })),
  )
  return { resolutions, findings: reportGaps(gaps) }
}

/** Says of what the target for any platform lacks which targets beside it have it. */
function withElsewhere(found: readonly SourcedResolution[]): readonly SourcedResolution[] {
  const [any, ...others] = found
  if (any === undefined || others.length === 0 || any.target.platform !== 'any') return found
  const told = new Map<string | undefined, Gap>()
  for (const item of any.missing) {
    const have = others.filter(({ wheels }) =>
      wheels.some(({ normalizedName }) => normalizedName === item.normalizedName),
    )
    const platforms = have.map(({ target }) => target.platform)
    if (platforms.length > 0) told.set(item.normalizedName, elsewhereGap(item, platforms))
  }
  const gaps = any.gaps.filter(({ distribution }) => !told.has(distribution))
  return [{ ...any, gaps: [...gaps, ...told.values()] }, ...others]
}

function unknownPlatform(target: Target): Error {
  return usageError('bad-target', {
    target: formatTarget(target),
    reason: `"${target.platform}" is not a platform tag such as any, manylinux_2_28_x86_64, macosx_11_0_arm64 or win_amd64`,
  })
}
