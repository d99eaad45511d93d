import type { Decision, DistributionFacts, EntryPoint, Severity, SourceUse } from '@exuvia/model'
import { isFileOfModule } from '../commands-of-file.ts'

/** How bytecode runs differently from its source: as `-O` or `-OO` compile it, or without its source beside it. */
export type BytecodeWay = '-O' | '-OO' | 'no-source'

/** What can break a module: its bytecode, or that it is in a zip. */
export type Way = BytecodeWay | 'zip'

/** The finding about a break, by the way that breaks. A comment `# exuvia: ignore[CODE] REASON` can silence it. */
export const CODES = {
  '-O': 'assert-removed',
  '-OO': 'docstring-removed',
  'no-source': 'source-needed',
  zip: 'folder-needed',
} as const satisfies Record<Way, string>

/** The codes of all of them. */
export const BREAKS: ReadonlySet<string> = new Set(Object.values(CODES))

/** The distribution around a use. */
export interface BreakageContext {
  readonly facts: DistributionFacts
  /** Path → decision, of one variant. */
  readonly decided: ReadonlyMap<string, Decision>
  /** The path of the module with the use. */
  readonly path: string
  readonly entryPoints: readonly EntryPoint[]
  /** Whether the distribution is the project itself. */
  readonly isProject: boolean
}

/** The setting of a policy rule that cures a break, as TOML. */
export type Cure = 'optimize = 0' | 'docstrings = "empty"' | 'docstrings = "keep"' | 'ship = "source"'

/** What cures a break in a way, unless a check says more. */
export const CURES: Readonly<Record<BytecodeWay, Cure>> = {
  '-O': 'optimize = 0',
  '-OO': 'docstrings = "keep"',
  'no-source': 'ship = "source"',
}

/** What a check says of a use: how it breaks, in which way. The way gives the finding its code. */
export interface Breakage {
  readonly way: Way
  readonly severity: Severity
  readonly what: string
  readonly cure?: Cure
}

/** Names as the text of a finding lists them, so that the text can be read back. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ')
}

/**
 * Judges one use. An error only where the break is certain and an import, or any call of the function, reaches it;
 * undefined where nothing breaks.
 */
export type BreakageCheck = (use: SourceUse, context: BreakageContext) => Breakage | undefined

/** Whether an import of the module or a command of the distribution reaches the use. */
export function isReached({ level, callers }: SourceUse, context: BreakageContext): boolean {
  if (level === 'import') return true
  const { facts, path, entryPoints } = context
  if (callers?.some((name) => facts.called.has(name)) === true) return true
  return entryPoints.some(({ module, attribute }) => {
    return isFileOfModule(path, module) && callers?.includes(attribute.replace(/\..*/, '')) === true
  })
}

/** Whether a decorator of this distribution, on import, reaches a use about what it decorates. */
export function isRunByDecorator({ owner, callers }: SourceUse, { facts }: BreakageContext): boolean {
  if (owner?.startsWith('parameter') !== true) return false
  return callers?.some((name) => facts.decorators.has(name) || facts.decorators.has(`${name}(`)) === true
}
