import { type Decision, type Finding, finding } from '@exuvia/model'
import { type ForeignContext, ownerOf, sourcesOwner } from '../foreign-context.ts'
import { compiledModules } from './compiled-modules.ts'
import { foreignKnown } from './foreign-known.ts'
import { judgeBreakage } from './judge-breakage.ts'

/**
 * Reports what the sources in a finished archive do that their bytecode would not, as far as the policy ships them as
 * bytecode, and what they cannot do in a zip. Pure.
 * @param paths of all files of the archive
 * @param decide how the policy ships a module, by its path in the archive
 */
export function foreignBreakage(
  context: ForeignContext,
  paths: readonly string[],
  decide: (path: string) => Decision,
): Finding[] {
  const { artifact, sources } = context
  if (sources === undefined || sources.modules.size === 0) return []
  const { modules, facts, isInZip } = sources
  const decisions = new Map([...modules.keys()].map((path) => [path, decide(path)]))
  if (!isInZip && ![...decisions.values()].some(({ ship }) => ship === 'bytecode')) return []
  if (facts.kind === 'not-examined') {
    const { reason } = facts
    return [finding('sources-not-examined', 'note', { artifact }, { what: 'its sources are', reason })]
  }
  // Nothing imports machine code from a zip.
  const native = isInZip ? new Set<string>() : compiledModules(paths)
  const owned = Map.groupBy([...modules], ([path]) => sourcesOwner(path, context))
  const byName = new Map<string, ReadonlyMap<string, Decision>>()
  const found = [...owned].flatMap(([name, group]) => {
    const [first = ''] = group[0] ?? []
    const entryPoints = ownerOf(first, context)?.entryPoints ?? []
    const files = group.flatMap(([origin, path]) => (native.has(origin) ? [] : [{ origin, path }]))
    const decided = new Map(
      group.flatMap(([origin, path]) => {
        const decision = decisions.get(origin)
        return decision === undefined ? [] : [[path, decision] as const]
      }),
    )
    byName.set(name, decided)
    return judgeBreakage({ id: name, name, entryPoints, files }, decided, facts, isInZip).map((item) => ({
      ...item,
      subject: { ...item.subject, artifact },
    }))
  })
  return [...found, ...foreignKnown(context, byName)]
}
