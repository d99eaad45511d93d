import type { Target } from '@exuvia/model'
import { platformLadder } from './platforms.ts'
import { parseRuntime, pythonTag } from './runtime.ts'

/**
 * Lists the tags that run on a target, best first, as `packaging.tags` ranks them for an
 * interpreter of that version on a machine that only just meets the platform tag.
 */
export function compatibleTags(target: Target): string[] {
  const runtime = parseRuntime(target.runtime)
  if (runtime === undefined) return []
  const platforms = target.platform === 'any' ? [] : platformLadder(target.platform)
  const { implementation, major, minor, freeThreaded } = runtime
  if (implementation === 'mpy') return ['py3-none-any']
  const interpreter = pythonTag(target.runtime)
  const tags: string[] = []
  const add = (python: string, abi: string): void => {
    for (const platform of platforms) tags.push(`${python}-${abi}-${platform}`)
  }
  for (const abi of ownAbis(target.runtime)) add(interpreter, abi)
  const hasStable = implementation === 'cp' && major === 3 && minor >= 2
  // A free-threaded build does not load abi3; its own stable ABI is abi3t (PEP 803).
  const stable = freeThreaded ? 'abi3t' : 'abi3'
  if (hasStable) add(interpreter, stable)
  add(interpreter, 'none')
  if (hasStable) for (let older = minor - 1; older >= 2; older--) add(`cp${major}${older}`, stable)
  const pythons = [`py${major}${minor}`, `py${major}`]
  for (let older = minor - 1; older >= 0; older--) pythons.push(`py${major}${older}`)
  for (const python of pythons) add(python, 'none')
  for (const python of [interpreter, ...pythons]) tags.push(`${python}-none-any`)
  return tags
}

/** Lists the ABI tags of a runtime's ordinary build. Builds of CPython 2.7 differ in Unicode width, 3.2 to 3.7 in pymalloc. */
function ownAbis(runtime: string): string[] {
  const parts = parseRuntime(runtime)
  if (parts === undefined) return []
  const { implementation, major, minor } = parts
  if (implementation === 'pp') return major === 2 ? ['pypy_73'] : [`pypy${major}${minor}_pp73`]
  if (major === 2) return [`${runtime}mu`, `${runtime}m`]
  return minor < 8 ? [`${runtime}m`] : [runtime]
}
