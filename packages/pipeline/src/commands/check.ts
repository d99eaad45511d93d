import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Finding, Judged } from '@exuvia/model'
import { type SuggestedRule, suggestRules } from '@exuvia/policy'
import { addRules, formatRules } from '../config/add-rules.ts'
import type { RunContext } from '../context.ts'
import { replaceText } from '../release/staging.ts'
import { type OpenedProject, type ProjectOptions, judgeOpened, openProject } from '../stages/project.ts'
import type { EarlierOptions } from '../budget/earlier.ts'
import { estimateBudget } from '../budget/estimate-project.ts'

/** A project and the policy's findings about it, which may contain errors. */
export async function judgeProject(
  options: ProjectOptions & EarlierOptions,
  context: RunContext,
): Promise<Judged> {
  return judgeWithBudget(await openProject(options, context, 'run-nothing'), options, context)
}

/** The same, with an estimate of its sizes. */
async function judgeWithBudget(
  opened: OpenedProject,
  options: EarlierOptions,
  context: RunContext,
): Promise<Judged> {
  const judged = await judgeOpened(opened, context)
  const { findings } = await estimateBudget(judged, options, context)
  return { ...judged, findings: [...judged.findings, ...findings] }
}

/** Rules that cure what bytecode breaks. */
export interface SuggestedRules {
  /** What the policy says of the project: with the rules, if they were written. */
  readonly findings: readonly Finding[]
  /** The config file they belong to. */
  readonly file: string
  /** TOML; empty if no error is of that kind. */
  readonly rules: readonly string[]
  /** TOML, for the warnings too: the distributions of which `rules` says nothing, or less. Nobody writes these. */
  readonly forWarnings: readonly string[]
}

/**
 * Judges a project, and suggests the rules that cure the errors about bytecode.
 * @param write adds them to the config, and judges the project again
 * @throws usage error `rules-not-added`; what `openProject` throws
 */
export async function suggestCures(
  options: ProjectOptions & EarlierOptions & { readonly write?: boolean | undefined },
  context: RunContext,
): Promise<SuggestedRules> {
  const opened = await openProject(options, context, 'run-nothing')
  const { findings } = await judgeWithBudget(opened, options, context)
  const file = opened.config.file ?? 'pyproject.toml'
  const suggested = suggestRules(findings)
  const rules = formatRules(file, suggested)
  const known = new Set(suggested.map(keyOf))
  const more = suggestRules(findings, ['error', 'warning']).filter((rule) => !known.has(keyOf(rule)))
  const cures = { file, rules, forWarnings: formatRules(file, more) }
  if (options.write !== true || suggested.length === 0) return { findings, ...cures }
  const place = path.resolve(opened.root, file)
  await replaceText(place, addRules(await readFile(place, 'utf8'), file, suggested))
  return { findings: (await judgeProject(options, context)).findings, ...cures }
}

function keyOf({ distribution, settings }: SuggestedRule): string {
  return [distribution, ...settings].join('\0')
}
