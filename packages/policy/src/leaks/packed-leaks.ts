import type { Checked, Finding, LeakFacts } from '@exuvia/model'
import { acceptFindings } from '../accept.ts'
import { judgeSecrets } from './judge-secrets.ts'

/** A file of a packed archive. */
export interface PackedFile {
  readonly path: string
  readonly size: number
  readonly distribution?: string
  readonly leaks?: LeakFacts
}

/**
 * Reports the secrets that only a packed file shows: a compiler joins what stands apart in a source. What the
 * configuration accepts is no finding here. Pure.
 */
export function packedLeaks({ config, inventory }: Checked, files: readonly PackedFile[]): Finding[] {
  const found = files.flatMap(({ path, size, distribution = inventory.name, leaks }) => {
    if (leaks === undefined || leaks.secrets.length === 0) return []
    const file = { path, shown: path, size, ship: 'data', leaks, native: undefined, isNested: false } as const
    return judgeSecrets([file], { distribution, isOwn: true, place: {} })
  })
  return acceptFindings(found, config.accept).filter(({ code }) => code === 'secret-found')
}
