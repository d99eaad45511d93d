import { judge } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { findManifest } from '../release/find-manifest.ts'
import { unexamined } from '../stages/examine.ts'
import { type ProjectOptions, openProject } from '../stages/project.ts'
import { todayOf } from '../stages/today.ts'
import { type WhyCost, costsOf } from '../why/costs.ts'
import { type WhyIn, whyIn } from '../why/subject.ts'

/** How something came into a release, and what it costs there. */
export interface WhyReport extends WhyIn {
  /** `tidemark 1.2.0`: the release that was measured. */
  readonly release: string
  readonly costs: readonly WhyCost[]
}

/**
 * Explains how a distribution or a file of a project came into its release, and measures it in each artifact.
 * @param name a distribution, a path as in the project or in a tarball, or a module
 * @param release the manifest or the folder of the release
 * @throws usage errors `why-unknown`, and as `findManifest` and `openProject`
 */
export async function explainWhy(
  name: string,
  release: string,
  options: ProjectOptions,
  context: RunContext,
): Promise<WhyReport> {
  const { inventory, config } = await openProject(options, context, 'run-nothing')
  const subject = whyIn(judge(unexamined(inventory), config, todayOf(context.env)), name)
  const found = await findManifest(release, context)
  const { manifest } = found
  const costs = await costsOf(subject, found, context.signal)
  return { ...subject, release: `${manifest.name} ${manifest.version}`, costs }
}
