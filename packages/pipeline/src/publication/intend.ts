import { type Finding, type Plan, finding, refusal } from '@exuvia/model'
import type { ProvenanceMode } from '@exuvia/provenance'
import type { ProjectConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { refuseUncommitted } from '../release/uncommitted.ts'
import { sayUnlessError } from '../say.ts'
import { manifestName, releaseFileNames } from '../stages/manifest.ts'
import { checkOwn } from './check-own.ts'
import { describeLoose, joinAssets, readAssets } from './assets.ts'
import { describePublication } from './describe.ts'
import { gather, judgeGathered, refuseSeveral, refuseTooLarge } from './gather.ts'
import { planProvenance, statementNames, wantedProvenance } from './provenance.ts'
import { type PublishPathsOptions, type PublishRequest, requestOf } from './request.ts'
import type { Intended, IntendedBuild } from './stages.ts'

/**
 * Gathers the files of the release, reads the notes, and judges files that no build has judged. Sends no
 * request.
 * @param scratch an empty folder for files that are only for the release
 * @throws refusals `against-policy`, `publish-uncommitted`; usage errors of the paths, the notes and the provenance
 */
export async function intend(
  request: PublishRequest,
  scratch: string,
  context: RunContext,
): Promise<Intended> {
  const { options, project } = request
  const gathered = await gather(options.paths, context)
  refuseSeveral(gathered.releases.map(({ manifestFile }) => manifestFile))
  const [release] = gathered.releases
  if (release !== undefined) refuseUncommitted(release.manifest)
  const { intent, ...described } = await describePublication(request, release?.manifest, context)
  await refuseTooLarge(gathered, intent)
  const mode = wantedProvenance(request, intent, context)
  const about = { project, ...intent }
  const provenance =
    mode === undefined ? undefined : planProvenance(mode, release, gathered.loose, about, context)
  const findings = [
    ...(await judgeGathered(gathered, project.config, context)),
    ...described.findings,
    ...unsignedNotes(mode, provenance?.file),
  ]
  settle(findings, context)
  const own = release === undefined ? undefined : await readAssets(release, context.signal)
  if (release !== undefined) await checkOwn(release, context)
  const loose = await describeLoose(gathered.loose, context.signal)
  const assets = await joinAssets(own, loose, provenance, scratch, context.signal)
  // The mark is only a type; `complete` sets it too.
  return {
    ...described,
    request,
    intent: { ...intent, ...titleOf(request, release?.manifest.version), assets },
    provenance,
    findings,
  } as unknown as Intended
}

/** The same before the build: of its files only the names are known. */
export async function intendBuild(
  plan: Plan,
  project: ProjectConfig,
  options: PublishPathsOptions,
  context: RunContext,
): Promise<IntendedBuild> {
  const request = requestOf(options, project)
  const { name, version, commit } = plan.checked.inventory
  refuseUncommitted(plan.checked.inventory)
  const gathered = await gather(options.paths, context)
  refuseSeveral([manifestName(plan.stem), ...gathered.releases.map(({ manifestFile }) => manifestFile)])
  const about = { name, version, ...(commit === undefined ? {} : { commit }) }
  const { intent, ...described } = await describePublication(request, about, context)
  await refuseTooLarge(gathered, intent)
  const mode = wantedProvenance(request, intent, context)
  const made = releaseFileNames(plan)
  const statements = mode?.kind === 'unsigned' ? statementNames(made) : []
  const findings = [
    ...(await judgeGathered(gathered, project.config, context)),
    ...described.findings,
    ...unsignedNotes(mode, statements[0]),
  ]
  settle(findings, context)
  const loose = await describeLoose(gathered.loose, context.signal)
  // The mark is only a type, and only this function sets it.
  return {
    ...described,
    request,
    intent: { ...intent, ...titleOf(request, version), assets: loose },
    mode,
    loose,
    expected: [...made, ...statements],
    findings,
  } as unknown as IntendedBuild
}

/** `--title` or `publish.title`, if either is set. */
function titleOf(
  { options, project }: PublishRequest,
  version: string | undefined,
): { readonly title?: string } {
  const title = options.title || project.config.publish.title
  if (title === undefined) return {}
  return { title: version === undefined ? title : title.replaceAll('{version}', version) }
}

function unsignedNotes(mode: ProvenanceMode | undefined, artifact = ''): Finding[] {
  if (mode?.kind !== 'unsigned') return []
  return [finding('provenance-unsigned', 'note', { artifact }, { reason: mode.reason })]
}

/** @throws refusal `against-policy` with all findings */
function settle(findings: readonly Finding[], context: RunContext): void {
  sayUnlessError(findings, context)
  if (findings.some((item) => item.severity === 'error')) {
    throw refusal('against-policy', {}, { findings })
  }
}
