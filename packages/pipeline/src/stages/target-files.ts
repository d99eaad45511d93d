import type { Decision, Distribution, Judged, SourceFile, TargetContents } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { decisionAt } from '@exuvia/policy'

/** One file of one target, with the distribution it comes from and its decision. */
export interface TargetFile {
  readonly distribution: Distribution
  readonly file: SourceFile
  readonly decision: Decision
}

/** The files of a target's tarball, with how each ships; without those of `exclude`. */
export function targetFiles(
  checked: Pick<Judged, 'inventory' | 'decisions'>,
  contents: TargetContents,
): TargetFile[] {
  const files: TargetFile[] = []
  const name = formatTarget(contents.target)
  const seen = new Set<string>()
  for (const id of contents.distributions) {
    const distribution = distributionById(checked, id)
    for (const file of distribution.files) {
      const decision = decisionAt(checked.decisions, id, name, file.path)
      if (decision === undefined) {
        throw new Error(`no decision for ${file.path} of ${id}`)
      }
      // Two distributions may contain the same bytes at one path (a namespace package's
      // __init__.py); the policy check refuses different bytes as path-collision.
      if (decision.ship === 'exclude' || seen.has(file.path)) continue
      seen.add(file.path)
      files.push({ distribution, file, decision })
    }
  }
  return files
}

/** A distribution of the inventory by its id. */
export function distributionById(checked: Pick<Judged, 'inventory'>, id: string): Distribution {
  const found = checked.inventory.distributions.find((distribution) => distribution.id === id)
  if (found === undefined) throw new Error(`no distribution ${id} in the inventory`)
  return found
}
