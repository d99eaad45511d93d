import type { Packed, Trial, Tried } from '@exuvia/model'

/** Packed → Tried. No tarball runs yet, and the trial of each says so. */
export function tryRelease(packed: Packed): Tried {
  const trials = new Map<string, Trial>(packed.artifacts.map(({ file }) => [file, { kind: 'not-tried' }]))
  // The mark is a type only, and this is the one place that gives it.
  return { packed, trials } as unknown as Tried
}
