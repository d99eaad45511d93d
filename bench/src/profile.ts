import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What `node --cpu-prof` writes for a thread (V8's `Profiler.Profile`); times in microseconds. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly url: string }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Returns the seconds that all threads of a run spent in the functions of some files and in what these call. */
export function secondsIn(profiles: string, isMeant: (url: string) => boolean): number {
  return readdirSync(profiles).reduce((sum, name) => {
    const profile = JSON.parse(readFileSync(join(profiles, name), 'utf8')) as Profile
    return sum + microsecondsIn(profile, isMeant) / 1e6
  }, 0)
}

function microsecondsIn({ nodes, samples, timeDeltas }: Profile, isMeant: (url: string) => boolean): number {
  // A node comes before its children.
  const meant = new Set<number>()
  for (const { id, callFrame, children = [] } of nodes) {
    if (isMeant(callFrame.url)) meant.add(id)
    if (meant.has(id)) for (const child of children) meant.add(child)
  }
  return samples.reduce((sum, id, index) => sum + (meant.has(id) ? (timeDeltas[index] ?? 0) : 0), 0)
}
