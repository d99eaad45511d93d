import { type Finding, type Severity, compareText } from '@exuvia/model'
import { BREAKS, type Cure } from './context.ts'

/** A policy rule that cures what bytecode breaks in a distribution. */
export interface SuggestedRule {
  /** Its name, as findings write it. */
  readonly distribution: string
  /** TOML, one setting each. */
  readonly settings: readonly Cure[]
  readonly reason: string
}

/** The setting that keeps more comes first. */
const DOCSTRINGS: readonly Cure[] = ['docstrings = "keep"', 'docstrings = "empty"']

/** Reasons beyond this are cut: they are for a person who looks the finding up. */
const MAX_REASON = 160

/**
 * The fewest rules that cure all breaks of a severity, one for each distribution, by name. Source that ships has all
 * docstrings and asserts, so it needs nothing else. Pure.
 */
export function suggestRules(
  findings: readonly Finding[],
  severities: readonly Severity[] = ['error'],
): readonly SuggestedRule[] {
  const cures = new Map<string, { readonly settings: Set<string>; readonly reasons: string[] }>()
  for (const { code, severity, args } of findings) {
    // No rule of the policy cures a break in a zip.
    if (!BREAKS.has(code) || args['cure'] === undefined || !severities.includes(severity)) continue
    for (const name of namesIn(String(args['cured']))) {
      const own = cures.get(name) ?? { settings: new Set(), reasons: [] }
      cures.set(name, own)
      own.settings.add(String(args['cure']))
      const reason = `${String(args['way'])}: ${String(args['what'])}`
      if (!own.reasons.includes(reason)) own.reasons.push(reason)
    }
  }
  return [...cures]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([distribution, { settings, reasons }]) => ({
      distribution,
      settings: enough(settings),
      reason: cut(reasons.join('; ')),
    }))
}

function namesIn(cured: string): readonly string[] {
  return JSON.parse(`[${cured}]`) as readonly string[]
}

function enough(settings: ReadonlySet<string>): readonly Cure[] {
  if (settings.has('ship = "source"')) return ['ship = "source"']
  const docstrings = DOCSTRINGS.find((each) => settings.has(each))
  return [
    ...(settings.has('optimize = 0') ? (['optimize = 0'] as const) : []),
    ...(docstrings === undefined ? [] : [docstrings]),
  ]
}

function cut(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1).toWellFormed()}…` : text
}
