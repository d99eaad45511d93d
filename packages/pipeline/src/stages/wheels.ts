import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type Plan, type ReleaseWheel, sortedBy } from '@exuvia/model'

/** Lists the wheels in the tarballs of a build and its source twin, each read once. */
export async function describeWheels(plan: Plan, signal: AbortSignal): Promise<ReleaseWheel[]> {
  const { checked, building } = plan
  const used = new Set([...building.flatMap(({ distributions }) => distributions), ...checked.sourceTwin])
  const wheels: ReleaseWheel[] = []
  for (const { id, name, version, wheel, files } of checked.inventory.distributions) {
    const content = files.map((file) => file.content).find(({ kind }) => kind === 'zip')
    if (!used.has(id) || wheel === undefined || content?.kind !== 'zip') continue
    const digest = createHash('sha256')
    for await (const chunk of createReadStream(content.archive, { signal }))
      digest.update(chunk as Uint8Array)
    wheels.push({ file: wheel, name, version, sha256: digest.digest('hex') })
  }
  return sortedBy(wheels, ({ file }) => file)
}
