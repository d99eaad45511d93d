import { type Target, finding } from '@exuvia/model'
import { chooseWheel } from '@exuvia/packaging'
import { type Gap, oneTarget } from './gaps.ts'
import type { WheelFile } from './wheelhouse.ts'

/**
 * Whether a wheel names no oldest Linux that runs it. Its platform is only `linux_x86_64` or such (PEP 425), as a
 * backend on Linux leaves it: nobody compared its libraries with those of other machines.
 */
export function isNotPortable({ platforms }: WheelFile): boolean {
  return platforms.every((platform) => platform.startsWith('linux_'))
}

/** The name of a wheel in a list of those that do not fit, with the command that may help. */
export function wheelChoice(wheel: WheelFile): string {
  return isNotPortable(wheel)
    ? `${wheel.filename} (auditwheel repair gives it a portable tag)`
    : wheel.filename
}

/**
 * The gaps of wheels that ship to a target and run on machines like the one that built them.
 * @param own the project's wheels
 * @param chosen the wheels of its dependencies for the target
 */
export function portabilityGaps(
  own: readonly WheelFile[],
  chosen: readonly WheelFile[],
  target: Target,
): Gap[] {
  const itself = chooseWheel(own, target)
  const all = itself === undefined ? chosen : [itself, ...chosen]
  return all.filter(isNotPortable).map((wheel) => ({
    key: JSON.stringify(['wheel-not-portable', wheel.filename]),
    report: (targets) =>
      finding(
        'wheel-not-portable',
        'warning',
        { distribution: wheel.normalizedName, ...oneTarget(targets) },
        { wheel: wheel.filename, platforms: wheel.platforms, path: wheel.path },
      ),
  }))
}
