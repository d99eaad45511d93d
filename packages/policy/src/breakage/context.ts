import type { Decision, DistributionFacts, EntryPoint, Severity, SourceUse } from '@exuvia/model'

/** How bytecode runs differently from its source: as `-O` or `-OO` compile it, or without its source beside it. */
export type Way = '-O' | '-OO' | 'no-source'

/** The distribution around a use. */
export interface BreakageContext {
  readonly facts: DistributionFacts
  /** Path → decision, of one variant. */
  readonly decided: ReadonlyMap<string, Decision>
  /** The path of the module with the use. */
  readonly path: string
  readonly entryPoints: readonly EntryPoint[]
}

/** What a check says of a use: how it breaks, in which way. The way gives the finding its code. */
export interface Breakage {
  readonly way: Way
  readonly severity: Severity
  readonly what: string
}

/**
 * Judges one use. An error only where the break is certain and an import, or any call of the function, reaches it;
 * undefined where nothing breaks.
 */
export type BreakageCheck = (use: SourceUse, context: BreakageContext) => Breakage | undefined

/** Whether an import of the module or a command of the distribution reaches the use. */
export function isReached({ level, callers }: SourceUse, { path, entryPoints }: BreakageContext): boolean {
  if (level === 'import') return true
  return entryPoints.some(({ module, attribute }) => {
    const stem = `/${module.replaceAll('.', '/')}`
    const isHere = path.endsWith(`${stem}.py`) || path.endsWith(`${stem}/__init__.py`)
    return isHere && callers?.includes(attribute.replace(/\..*/, '')) === true
  })
}
