import { editDistance } from './edit-distance.ts'

/** Characters that make a glob's segment match several names. */
const MAGIC = /[*?[\]{}()!+@]/

/** Nobody mistypes more; and two texts are compared in the product of their lengths. */
const LONGEST = 200

/**
 * Suggests a correction for a glob that matches none of `paths`: existing or similar folders
 * and names at its start, then its own rest. Undefined if nothing is similar: more than a
 * third of the letters would change. Pure.
 */
export function nearestGlob(glob: string, paths: Iterable<string>): string | undefined {
  const segments = glob.split('/')
  const magic = segments.findIndex((segment) => MAGIC.test(segment))
  const literal = segments.slice(0, magic < 0 ? segments.length : magic).join('/')
  if (literal === '' || literal.length > LONGEST) return undefined
  const rest = magic < 0 ? [] : segments.slice(magic)
  const candidates = new Set<string>()
  for (const path of paths) {
    // The part before a glob's rest is a folder; a glob without a rest may name a file too.
    if (magic < 0) candidates.add(path)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at)
      if (candidates.has(folder)) break
      candidates.add(folder)
    }
  }
  let best: string | undefined
  let least = Math.floor(literal.length / 3) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - literal.length) >= least) continue
    const steps = editDistance(literal, candidate)
    if (steps < least || (steps === least && best !== undefined && candidate < best)) {
      best = candidate
      least = steps
    }
  }
  // The folder exists but the rest matches nothing, so the folder's name is not the mistake.
  return best === undefined || best === literal ? undefined : [best, ...rest].join('/')
}
