import { sha256OfFile } from '@exuvia/files'
import { type Plan, type ReleaseWheel, sortedBy } from '@exuvia/model'

/** Lists the wheels in the tarballs of a build and its source twin, each read once. */
export async function describeWheels(plan: Plan, signal: AbortSignal): Promise<ReleaseWheel[]> {
  const { checked, building } = plan
  const used = new Set([...building.flatMap(({ distributions }) => distributions), ...checked.sourceTwin])
  const wheels: ReleaseWheel[] = []
  for (const { id, name, version, wheel, files } of checked.inventory.distributions) {
    const content = files.map((file) => file.content).find(({ kind }) => kind === 'zip')
    if (!used.has(id) || wheel === undefined || content?.kind !== 'zip') continue
    const sha256 = content.digest ?? (await sha256OfFile(content.archive, signal))
    wheels.push({ file: wheel, name, version, sha256 })
  }
  return sortedBy(wheels, ({ file }) => file)
}
