import { type Finding, sortedBy } from '@exuvia/model'
import type { ArchiveFile } from '../archive-file.ts'
import { type ForeignContext, sourcesOwner } from '../foreign-context.ts'
import { judgeLeaks } from './judge-leaks.ts'
import { judgeLeftovers } from './judge-leftovers.ts'
import type { LeakFile } from './leak-file.ts'

/**
 * Reports what a finished archive hands out. Everything in it leaves, whatever a policy says. Pure.
 * @param folder its single top folder, with `/`; or empty
 */
export function foreignLeaks(
  files: readonly ArchiveFile[],
  folder: string,
  context: ForeignContext,
): Finding[] {
  const owned = Map.groupBy(files, ({ path }) => sourcesOwner(path, context))
  const place = { artifact: context.artifact }
  const parts = sortedBy([...owned], ([name]) => name).map(([distribution, group]) => ({
    distribution,
    files: group.map(({ path, size, leaks, native, inside }): LeakFile => ({
      path: path.slice(folder.length),
      shown: path,
      size,
      ship: 'data',
      leaks,
      native,
      isNested: inside !== undefined,
    })),
  }))
  return [
    ...parts.flatMap(({ distribution, files: own }) => judgeLeaks(own, { distribution, isOwn: true, place })),
    ...judgeLeftovers(parts, place),
  ]
}
