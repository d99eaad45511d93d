import type { Decision, PolicyConfig } from '@exuvia/model'
import { distributionStem, normalizeName } from '@exuvia/packaging'
import { isCopyleftExpression } from './copyleft.ts'
import type { ForeignContext } from './foreign-context.ts'

/**
 * Decides about a file of a source twin, as EXUVIA.json calls an archive. The source of a distribution ships there if
 * its licence requires it, or if the policy always wants a twin. An archive cannot allow itself any other source:
 * undefined then, as for archives of other kinds. Of the project itself the archive has no licence, so its record counts.
 * @param path below the archive's folder, and there below a folder for each distribution
 */
export function twinDecision(
  path: string,
  { sourceTwin }: PolicyConfig,
  { manifest, distributions = [] }: ForeignContext,
): Decision | undefined {
  if (manifest?.kind !== 'source' || sourceTwin === 'never') return undefined
  if (sourceTwin === 'always') return decision('policy.source-twin = "always"')
  const folder = path.split('/', 1)[0] ?? ''
  const name = normalizeName(folder.slice(0, Math.max(0, folder.lastIndexOf('-'))))
  const distribution = distributions.find((each) => each.normalizedName === name)
  const isOwed =
    distribution === undefined
      ? folder === distributionStem(manifest.name, manifest.version)
      : isCopyleftExpression(distribution.license.expression)
  return isOwed ? decision('the licence requires the source') : undefined
}

function decision(reason: string): Decision {
  return { ship: 'source', rule: 'the source twin', reason }
}
