import {
  type CompilerInfo,
  type DecisionSummary,
  type ReleaseArtifact,
  type ReleaseManifest,
  compareText,
  refusal,
  runtimeInWords,
  sortedBy,
} from '@exuvia/model'

import { artifactKey } from './compare-manifests.ts'

/**
 * Puts together the manifests of a release whose tarballs were built on several machines.
 * The same tarball may be in several parts (the source twin is) when its bytes are the same.
 *
 * @param expected the file names that the plan has, in its order; without it nothing is known of gaps
 * @throws refusal `merge-mismatch` (parts of different releases, or different compilers for a
 *   runtime), `merge-overlap` (one artifact with different bytes), `merge-gap` (an expected one is missing)
 */
export function mergeManifests(
  parts: readonly ReleaseManifest[],
  expected?: readonly string[],
): ReleaseManifest {
  const [first] = parts
  if (first === undefined) throw refusal('merge-gap', 'expected manifests to merge, got none')
  const common = <K extends 'schema' | 'name' | 'version' | 'commit' | 'sourceDate'>(
    key: K,
  ): ReleaseManifest[K] => {
    const other = parts.find((part) => part[key] !== first[key])
    if (other !== undefined) {
      throw refusal(
        'merge-mismatch',
        `the parts differ in ${key}: ${first[key] ?? 'none'} and ${other[key] ?? 'none'}`,
        {
          hint: 'build every part from the same commit, version and SOURCE_DATE_EPOCH',
        },
      )
    }
    return first[key]
  }
  const commit = common('commit')
  // Every field is named, so that a new one does not get lost.
  return {
    schema: common('schema'),
    name: common('name'),
    version: common('version'),
    ...(commit === undefined ? {} : { commit }),
    sourceDate: common('sourceDate'),
    compilers: mergeCompilers(parts),
    decisions: mergeDecisions(parts),
    artifacts: mergeArtifacts(parts, expected),
  }
}

function mergeCompilers(parts: readonly ReleaseManifest[]): CompilerInfo[] {
  const merged = new Map<string, CompilerInfo>()
  for (const compiler of parts.flatMap((part) => part.compilers)) {
    const other = merged.get(compiler.runtime)
    if (other !== undefined && compilerInWords(other) !== compilerInWords(compiler)) {
      throw refusal(
        'merge-mismatch',
        `the parts were compiled with different compilers for ${compiler.runtime}: ${compilerInWords(other)} and ${compilerInWords(compiler)}`,
        { hint: 'set compile.toolchain, or use the same Python on every machine' },
      )
    }
    merged.set(compiler.runtime, compiler)
  }
  return sortedBy(merged.values(), ({ runtime }) => runtime)
}

/** `CPython 3.12.1, embedded, magic 3531`. */
export function compilerInWords({ runtime, toolchain, version, magic }: CompilerInfo): string {
  const implementation = runtimeInWords(runtime).split(' ')[0]
  return `${implementation} ${version}, ${toolchain}, magic ${magic}`
}

/**
 * A file counts once in a release however many targets hold it, and parts of one release
 * hold much the same files: so the largest count of any part is taken, not the sum.
 */
function mergeDecisions(parts: readonly ReleaseManifest[]): DecisionSummary[] {
  const merged = new Map<string, DecisionSummary>()
  for (const { ship, rule, reason, files } of parts.flatMap((part) => part.decisions)) {
    const key = `${rule}\0${ship}\0${reason}`
    merged.set(key, { ship, rule, reason, files: Math.max(files, merged.get(key)?.files ?? 0) })
  }
  return [...merged].sort(([a], [b]) => compareText(a, b)).map(([, summary]) => summary)
}

function mergeArtifacts(
  parts: readonly ReleaseManifest[],
  expected: readonly string[] | undefined,
): ReleaseArtifact[] {
  const merged = new Map<string, ReleaseArtifact>()
  for (const artifact of parts.flatMap((part) => part.artifacts)) {
    const key = artifactKey(artifact)
    const other = merged.get(key)
    if (other !== undefined && (other.sha256 !== artifact.sha256 || other.file !== artifact.file)) {
      throw refusal(
        'merge-overlap',
        `two parts have different bytes for ${key}: ${other.file} ${other.sha256}, ${artifact.file} ${artifact.sha256}`,
        {
          hint: 'build each target in one part, or see with "exuvia verify" which part is as it was built',
        },
      )
    }
    merged.set(key, artifact)
  }
  const sorted = [...merged.values()].sort((a, b) =>
    compareText(`${a.kind} ${a.file}`, `${b.kind} ${b.file}`),
  )
  return expected === undefined ? sorted : inOrder(sorted, expected)
}

function inOrder(artifacts: readonly ReleaseArtifact[], expected: readonly string[]): ReleaseArtifact[] {
  const byFile = new Map(artifacts.map((artifact) => [artifact.file, artifact]))
  const missing = expected.filter((file) => !byFile.has(file))
  if (missing.length > 0) throw refusal('merge-gap', `no part has ${missing.join(', ')}`)
  const unplanned = artifacts.filter(({ file }) => !expected.includes(file))
  if (unplanned.length > 0) {
    throw refusal('merge-mismatch', `the plan has no ${unplanned.map(({ file }) => file).join(', ')}`)
  }
  return expected.flatMap((file) => byFile.get(file) ?? [])
}
