import { type Decision, type Distribution, ExuviaError, type Judged, describeFinding } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import {
  decisionAt,
  judge,
  type ShippedDistribution,
  type ShippedForm,
  type Shipping,
  type Untold,
} from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import type { Growing } from './growing.ts'
import { unexamined } from '../stages/examine.ts'
import { type OpenedProject, type ProjectOptions, openProject } from '../stages/project.ts'
import { todayOf } from '../stages/today.ts'

/** Stands for a version that only another file says, or the commits around it. */
const NO_VERSION = '0'

/** What would ship of a project, by its policy. Runs nothing of it. @throws as `openProject` */
export async function shippingOfProject(options: ProjectOptions, context: RunContext): Promise<Shipping> {
  const { opened, hasVersion } = await openWithoutVersion(options, { ...context, progress: () => undefined })
  return shippingOf(judge(unexamined(opened.inventory), opened.config, todayOf(context.env)), hasVersion)
}

/** A version changes nothing of what is compared, so a project whose version is not in its files is read too. */
async function openWithoutVersion(
  options: ProjectOptions,
  context: RunContext,
): Promise<{ readonly opened: OpenedProject; readonly hasVersion: boolean }> {
  try {
    return { opened: await openProject(options, context, 'run-nothing'), hasVersion: true }
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.code !== 'no-version') throw error
    const opened = await openProject({ ...options, version: NO_VERSION }, context, 'run-nothing')
    return { opened, hasVersion: false }
  }
}

/** What ships by the decisions about a project. */
function shippingOf(judged: Judged, hasVersion: boolean): Shipping {
  const { inventory, decisions } = judged
  const found = new Map<string, Growing<ShippedDistribution>>()
  for (const { target, distributions } of inventory.targets) {
    const name = formatTarget(target)
    const seen = new Set<string>()
    for (const distribution of inventory.distributions) {
      if (!distributions.includes(distribution.id)) continue
      const known = found.get(distribution.normalizedName) ?? described(distribution, hasVersion)
      found.set(distribution.normalizedName, known)
      const files = new Map<string, ShippedForm>()
      for (const { path } of distribution.files) {
        const form = formOf(decisionAt(decisions, distribution.id, name, path))
        // As in a tarball: of equal files in one place, the first is packed.
        if (form === undefined || seen.has(path)) continue
        seen.add(path)
        files.set(path, form)
      }
      known.files.set(name, files)
    }
  }
  return {
    targets: inventory.targets.map(({ target }) => formatTarget(target)),
    distributions: found,
    untold: untoldOf(judged),
  }
}

function described(
  { name, version, license, wheel }: Distribution,
  hasVersion: boolean,
): Growing<ShippedDistribution> {
  return {
    name,
    version: wheel === undefined && !hasVersion ? undefined : version,
    license: license.expression ?? 'unknown',
    files: new Map(),
  }
}

function formOf(decision: Decision | undefined): ShippedForm | undefined {
  if (decision === undefined || decision.ship === 'exclude') return undefined
  const { ship, level } = decision
  return { ship, ...(level && { level: { optimize: level.optimize, docstrings: level.docstrings } }) }
}

/** An error of reading leaves open which dependencies ship; what only a backend knows leaves open which files. */
function untoldOf({ inventory }: Judged): Untold[] {
  return inventory.findings.flatMap((item): Untold[] => {
    if (item.code === 'project-not-understood')
      return [{ what: 'files', reason: describeFinding(item).message }]
    if (item.severity !== 'error' || item.code === 'license-unknown' || item.code === 'license-guessed')
      return []
    return [{ what: 'dependencies', reason: describeFinding(item).message }]
  })
}
