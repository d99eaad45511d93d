import type { Packed, ReleaseTrial, Tried } from '@exuvia/model'

/** Packed → Tried. A build runs no tarball yet, and the trial of each says so. */
export function tryRelease(packed: Packed): Tried {
  const reason = 'the build runs no tarball'
  const trials = new Map<string, ReleaseTrial>(
    packed.artifacts.map(({ file }) => [file, { kind: 'not-tried', reason }]),
  )
  // The mark is only a type, and only this function sets it.
  return { packed, trials } as unknown as Tried
}
