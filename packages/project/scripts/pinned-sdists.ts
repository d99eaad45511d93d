import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sdist } from '@exuvia/test-needs'

/** A published sdist, pinned. */
export interface PinnedSdist extends Sdist {
  /** Its backend, or the file that describes it. */
  readonly kind: string
}

/** The list of `sdists.json`, sorted by kind; or of another file of that form. */
export async function pinnedSdists(file = join(import.meta.dirname, 'sdists.json')): Promise<PinnedSdist[]> {
  const text = await readFile(file, 'utf8')
  return JSON.parse(text) as PinnedSdist[]
}
