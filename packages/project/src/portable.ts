import { type Target, finding } from '@exuvia/model'
import { chooseWheel } from '@exuvia/packaging'
import { type Gap, oneTarget } from './gaps.ts'
import { isNotPortable } from './wheel-choice.ts'
import type { WheelFile } from './wheelhouse.ts'

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
