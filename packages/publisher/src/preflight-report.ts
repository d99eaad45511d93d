import { type Finding, finding, sortedBy } from '@exuvia/model'
import { withoutMarker } from './intent.ts'
import type { Intent } from './offline.ts'
import type { PlannedAsset, PreflightReport } from './options.ts'
import { leastSeconds } from './pacer.ts'
import { planAssets } from './plan-assets.ts'
import type { There } from './there.ts'

/** Requests besides those per asset: repository, search, tag, draft, lists, publication, reading back. */
const FIXED_REQUESTS = 16

/** The effect on each asset. */
export function planned(intent: Intent, there: There): PlannedAsset[] {
  const { present, superseded, ours } = there
  const published = there.release?.draft === false
  const context = {
    published,
    replace: intent.replace,
    ours,
    sent: new Set<number>(),
    hashed: new Map<number, string>(),
    superseded: new Map<string, ReadonlySet<string>>(),
  }
  const actions = sortedBy(intent.assets, (asset) => asset.name).map((asset): PlannedAsset => {
    const remote = present.find(({ name }) => name === asset.name)
    const steps = planAssets([asset], present, context)
    const refused = steps.some((step) => step.kind === 'conflict')
    const keeps = steps.every((step) => step.kind === 'prove')
    const action = refused ? 'refuse' : keeps ? 'keep' : remote?.state === 'uploaded' ? 'replace' : 'upload'
    return { name: asset.name, size: asset.size, action }
  })
  const goes = present.filter((remote) => {
    const digests = superseded.get(remote.name)
    return digests !== undefined && (remote.sha256 === undefined || digests.has(remote.sha256))
  })
  return [...actions, ...goes.map(({ name, size }): PlannedAsset => ({ name, size, action: 'remove' }))]
}

/** @param expected number of additional assets that are not built yet */
export function reportOf(
  findings: readonly Finding[],
  assets: readonly PlannedAsset[],
  there: There,
  remaining: number | undefined,
  expected = 0,
): PreflightReport {
  const count = (action: PlannedAsset['action']): number =>
    assets.filter((asset) => asset.action === action).length
  const [uploads, replacements] = [count('upload') + expected, count('replace')]
  const lists = 4 * Math.ceil(Math.max(assets.length + expected, 1) / 100)
  const seconds = leastSeconds(uploads + replacements)
  const minutes = Math.ceil(seconds / 60)
  const takesTime = finding('publish-takes-time', 'note', {}, { count: uploads + replacements, minutes })
  // On another's draft, and where files are replaced, a new file is uploaded under a temporary name and renamed.
  const isDirect = there.release === undefined || there.ours || (!there.release.draft && replacements === 0)
  const each = isDirect ? 1 : 2
  return {
    findings: [...findings, ...(seconds === 0 ? [] : [takesTime])],
    ok: !findings.some((item) => item.severity === 'error'),
    release: there.state,
    notes: there.release === undefined ? undefined : withoutMarker(there.release.body),
    assets,
    requests: FIXED_REQUESTS + lists + each * uploads + 3 * replacements + count('remove'),
    remaining,
    seconds,
    there,
  }
}
