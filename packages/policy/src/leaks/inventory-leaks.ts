import {
  type Decision,
  type Decisions,
  type Distribution,
  type Facts,
  type Finding,
  type LeakFacts,
  type SourceFile,
  addAll,
  finding,
} from '@exuvia/model'
import { targetSubject } from '../variants.ts'
import { findForgotten } from './find-forgotten.ts'
import { judgeLeaks } from './judge-leaks.ts'
import { joinWheels } from './join-wheels.ts'
import { judgeLeftovers } from './judge-leftovers.ts'
import { type LeakFile, countOf, sizeOf } from './leak-file.ts'

/**
 * Reports what the files of an inventory hand out, as far as they ship; and what the preset leaves out. Targets that
 * ship a distribution in the same way are judged once.
 */
export function inventoryLeaks(
  { inventory, leaks }: Facts,
  decisions: Decisions,
  sourceTwin: readonly string[],
): Finding[] {
  if (leaks === undefined) return []
  const shipped = new Set(inventory.targets.flatMap(({ distributions }) => distributions))
  const leftOut: SourceFile[] = []
  const parts: { readonly distribution: string; readonly files: readonly LeakFile[] }[] = []
  const found = inventory.distributions.flatMap((distribution) => {
    const byTarget = decisions.get(distribution.id)
    if (!shipped.has(distribution.id) || byTarget === undefined) return []
    const variants = Map.groupBy(byTarget, ([, decided]) => decided)
    return [...variants].flatMap(([decided, group], index) => {
      const names = group.map(([name]) => name)
      const place = variants.size < 2 ? {} : targetSubject(names)
      if (index === 0)
        addAll(
          leftOut,
          distribution.files.filter(({ path }) => isLeftOut(path, decided.get(path))),
        )
      const isTwin = sourceTwin.includes(distribution.id)
      const files = leakFiles(distribution, decided, leaks.get(distribution.id), isTwin)
      const { name, wheel } = distribution
      if (index === 0) parts.push({ distribution: name, files })
      return judgeLeaks(files, { distribution: name, isOwn: wheel === undefined, place })
    })
  })
  return [...joinWheels(found), ...judgeLeftovers(parts, {}), ...leftOutFindings(leftOut)]
}

function leakFiles(
  { files }: Distribution,
  decided: ReadonlyMap<string, Decision>,
  leaks: ReadonlyMap<string, LeakFacts> | undefined,
  isTwin: boolean,
): LeakFile[] {
  return files.flatMap(({ path, origin, size, facts, role }): LeakFile[] => {
    const decision = decided.get(path)
    if (decision === undefined) return []
    // The source twin has the sources of what ships as bytecode.
    const ship = isTwin && role === 'python' ? 'source' : decision.ship
    const isNested = facts?.inside !== undefined
    return [{ path, shown: origin, size, ship, leaks: leaks?.get(path), native: facts?.native, isNested }]
  })
}

/** Whether the preset leaves a file out because nobody means to ship it. */
function isLeftOut(path: string, decision: Decision | undefined): boolean {
  return (
    decision?.ship === 'exclude' &&
    decision.rule.startsWith('preset ') &&
    findForgotten(path)?.kind.isExcluded === true
  )
}

function leftOutFindings(files: readonly SourceFile[]): Finding[] {
  if (files.length === 0) return []
  const kinds = new Set(files.flatMap(({ path }) => findForgotten(path)?.kind.what ?? []))
  const args = { files: countOf(files.length), size: sizeOf(files), what: [...kinds].sort().join(', ') }
  return [finding('left-out', 'note', {}, args)]
}
