import type { ReleaseArtifact } from '@exuvia/model'

/**
 * The name of an artifact in reports, the same in every release: `cp312-any`, `source twin`. Archives other than
 * `.tar.gz` and `.zip`, which a target can have besides, name their format: `cp312-any tar.xz`, `cp312-any wheel`.
 */
export function nameOf({ kind, target, file }: Pick<ReleaseArtifact, 'kind' | 'target' | 'file'>): string {
  if (kind === 'source') return 'source twin'
  if (kind === 'wheel') return `${target ?? 'any'} wheel`
  const format = /\.(tar\.(?:xz|zst))$/.exec(file)?.[1]
  return format === undefined ? (target ?? kind) : `${target ?? kind} ${format}`
}
