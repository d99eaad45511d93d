import { existsSync } from 'node:fs'
import { type BudgetRow, type MeasuredArtifact, budgetLines, measureBudget } from '@exuvia/manifest'
import { resolveInside } from '@exuvia/files'
import {
  type Config,
  ExuviaError,
  type Finding,
  type Inventory,
  type Judged,
  type ReleaseManifest,
  finding,
} from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { readReleaseFolder } from '../release/folder.ts'
import type { EarlierOptions } from './earlier.ts'
import { type EstimatedArtifacts, estimateArtifacts } from './estimate.ts'
import { NOT_ASKED, measureRelease } from './measure-release.ts'
import { budgetFindings } from './settle.ts'

/** A budget's rows for artifacts that nobody has built. */
export interface EstimatedBudget {
  readonly rows: readonly BudgetRow[]
  readonly findings: readonly Finding[]
}

/**
 * Estimates from the last build whether a project keeps its budget. An estimate is never an error, and without a last
 * build nothing is kept.
 */
export async function estimateBudget(
  judged: Judged,
  options: EarlierOptions,
  context: RunContext,
): Promise<EstimatedBudget> {
  const { config, inventory } = judged
  const { limits } = config.budget
  if (limits.length === 0) return { rows: [], findings: [] }
  const last = await readLast(inventory, config)
  const { estimated, unknown }: EstimatedArtifacts =
    typeof last === 'string'
      ? { estimated: [], unknown: namesOf(inventory) }
      : estimateArtifacts(judged, last)
  const { name, version } = inventory
  const measured = await measureRelease(estimated, { name, version, config }, options, context)
  const rows = [...measured.rows, ...notEstimated(config, unknown, last)]
  const whole = unknown.length === 0 ? estimated : undefined
  if (measured.rows.length > 0) context.progress({ kind: 'budget', lines: budgetLines(rows) })
  const findings = budgetFindings({ ...measured, rows, whole }, config)
    .filter(({ code }) => code !== 'acceptance-unused')
    .map(asEstimate)
  const isKept = rows.length > 0 && rows.every(({ state }) => state === 'kept')
  if (isKept && typeof last !== 'string') findings.push(keptNote(last, config))
  return { rows, findings }
}

/** The manifest of the last build in the output folder, or why there is none. */
async function readLast(
  { root, normalizedName }: Inventory,
  { pack }: Config,
): Promise<ReleaseManifest | string> {
  try {
    const folder = await resolveInside(root, pack.out)
    if (!existsSync(folder)) return `there is no last build in ${pack.out} to estimate from`
    const release = await readReleaseFolder(folder)
    if (release === undefined) return `${pack.out} contains no build to estimate from`
    const { manifest } = release
    if (normalizeName(manifest.name) === normalizedName) return manifest
    return `the build in ${pack.out} is of ${manifest.name}`
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return `the last build in ${pack.out} cannot be read: ${error.message}`
  }
}

/** The targets, of which nothing is known but their names. */
function namesOf({ targets }: Inventory): MeasuredArtifact[] {
  return targets.map(({ target }) => ({
    kind: 'application',
    file: '',
    target: `${target.runtime}-${target.platform}`,
    sizes: { source: 0, bytecode: 0, unpacked: 0, compressed: 0 },
    files: [],
  }))
}

function notEstimated(
  { budget }: Config,
  unknown: readonly MeasuredArtifact[],
  last: ReleaseManifest | string,
): BudgetRow[] {
  const reason =
    typeof last === 'string'
      ? last
      : 'the last build has no such artifact, or wheels, which are not estimated'
  const why = { reason, advice: 'exuvia build measures', isExpected: true }
  // Without a build, artifacts have no names: a limit of some counts as one of all.
  const limits =
    typeof last === 'string'
      ? budget.limits.map((limit) => ({ ...limit, artifact: undefined }))
      : budget.limits
  return measureBudget(limits, unknown, NOT_ASKED).map((row) => ({ ...row, state: 'not-measured', why }))
}

function asEstimate(item: Finding): Finding {
  return item.code === 'over-budget' ? { ...item, code: 'over-budget-estimate', severity: 'warning' } : item
}

function keptNote({ version }: ReleaseManifest, { budget }: Config): Finding {
  const count = budget.limits.length
  const limits = count === 1 ? 'the limit' : `all ${count} limits`
  return finding('budget-estimated', 'note', { key: 'budget.limits' }, { build: version, limits })
}
