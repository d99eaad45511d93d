import type { Packed, Trial, Tried } from '@exuvia/model'

/** Packed → Tried. Exuvia runs no tarball yet, and the trial of each says so. */
export function tryRelease(packed: Packed): Tried {
  const trials = new Map<string, Trial>(packed.artifacts.map(({ file }) => [file, { kind: 'not-tried' }]))
  // The mark is only a type, and only this function sets it.
  return { packed, trials } as unknown as Tried
}
