import { type ReleaseArtifact, formatBytes } from '@exuvia/model'
export { formatBytes } from '@exuvia/model'

/** Formats a share of a whole in percent: `82 %`; undefined if the whole is 0. */
export function formatRatio(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : `${Math.round((part / whole) * 100)} %`
}

/** Formats a change: `+1.2 kB (+4 %)`, `-300 B (-1 %)`, `same`. */
export function formatChange(before: number, after: number): string {
  if (before === after) return 'same'
  const sign = after > before ? '+' : '-'
  const size = `${sign}${formatBytes(Math.abs(after - before))}`
  if (before === 0) return size
  const percent = (Math.abs(after - before) / before) * 100
  return `${size} (${sign}${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %)`
}

/** Sums bytecode and its own source, the only sizes that a ratio can compare. */
export function compiledSizes(artifact: ReleaseArtifact): {
  readonly source: number
  readonly bytecode: number
} {
  let source = 0
  let bytecode = 0
  for (const file of artifact.files) {
    if (file.sourceSize === undefined) continue
    source += file.sourceSize
    bytecode += file.size
  }
  return { source, bytecode }
}
