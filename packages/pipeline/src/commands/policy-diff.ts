import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ShippingDifference, diffShipping } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { readSide } from '../shipping/side.ts'
import type { ProjectOptions } from '../stages/project.ts'

/**
 * Compares what ships on two sides: by the policy of a project, at a commit, or in a release.
 * @param now undefined: the project as it is
 * @throws as `readSide`
 */
export async function diffPolicy(
  old: string,
  now: string | undefined,
  options: ProjectOptions,
  context: RunContext,
): Promise<ShippingDifference> {
  const root = path.resolve(context.cwd, options.project ?? '.')
  const scratch = await mkdtemp(path.join(await realpath(tmpdir()), 'exuvia-policy-'))
  try {
    const sides = []
    for (const [name, side] of [
      ['old', old],
      ['new', now ?? root],
    ] as const) {
      const place = path.join(scratch, name)
      await mkdir(place)
      const given = side === root ? options : { ...options, config: undefined }
      sides.push(await readSide(side, { options: given, root, scratch: place }, context))
    }
    const [before, after] = sides
    if (before === undefined || after === undefined) throw new Error('a comparison has two sides')
    return diffShipping(before, after)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
