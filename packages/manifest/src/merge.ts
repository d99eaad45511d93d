import {
  type CompilerInfo,
  type Finding,
  type ReleaseArtifact,
  type ReleaseManifest,
  type ReleaseSoftware,
  compareText,
  finding,
  sortedBy,
} from '@exuvia/model'

import { compilerInWords } from './compiler-words.ts'
import { type NamedPart, differences, planDifferences, releaseDifferences } from './merge-agreement.ts'

export type { NamedPart } from './merge-agreement.ts'

/** The result of joining parts. */
export interface MergedParts {
  /** Problems that prevent the merge; all are errors. */
  readonly findings: readonly Finding[]
  /** The manifest that one build of all targets makes; undefined if there are findings. */
  readonly manifest: ReleaseManifest | undefined
  /** The distributions that the SBOM of that build describes; undefined if a part does not describe its own. */
  readonly software: readonly ReleaseSoftware[] | undefined
  /** What the page of the release reports about the project; undefined if it has no page. */
  readonly pageFindings: readonly Finding[] | undefined
  /** File name of each tarball → index of the first part that contains it. */
  readonly origins: ReadonlyMap<string, number>
}

/**
 * Joins parts into the release that one build makes, in any order. Several parts may
 * contain the same tarball if its bytes are the same, as with the source twin. Reports all
 * problems at once: parts of other releases, different settings, inputs or compilers,
 * different bytes for one tarball, tarballs missing from every part. Pure.
 */
export function mergeParts(parts: readonly NamedPart[]): MergedParts {
  const origins = new Map<string, number>()
  for (const [index, { part }] of parts.entries()) {
    for (const { file } of part.manifest.artifacts) if (!origins.has(file)) origins.set(file, index)
  }
  const [first] = parts
  if (first === undefined)
    return { findings: [], manifest: undefined, software: undefined, pageFindings: undefined, origins }
  const foreign = releaseDifferences(parts)
  // Parts of different releases differ in everything else too; listing it would hide the reason.
  const findings =
    foreign.length > 0
      ? foreign
      : [
          ...planDifferences(parts),
          ...compilerDifferences(parts),
          ...overlaps(parts),
          ...unplanned(parts),
          ...gaps(parts, origins),
        ]
  const manifest = findings.length > 0 ? undefined : join(parts, first, origins)
  return { findings, manifest, software: joinSoftware(parts), pageFindings: joinFindings(parts), origins }
}

/** Names every field, so that a new one is not forgotten. */
function join(
  parts: readonly NamedPart[],
  { part }: NamedPart,
  origins: ReadonlyMap<string, number>,
): ReleaseManifest {
  const { schema, name, version, commit, sourceDate } = part.manifest
  const artifacts = part.artifacts.flatMap(({ file }) => {
    const artifact = artifactOf(parts[origins.get(file) ?? -1], file)
    return artifact === undefined ? [] : { ...artifact, ...joinTrials(parts, file) }
  })
  return {
    schema,
    name,
    version,
    ...(commit === undefined ? {} : { commit }),
    ...joinUncommitted(parts),
    sourceDate,
    compilers: compilersOf(artifacts),
    ...joinWheels(parts),
    decisions: part.decisions,
    artifacts,
  }
}

function artifactOf(named: NamedPart | undefined, file: string): ReleaseArtifact | undefined {
  return named?.part.manifest.artifacts.find((artifact) => artifact.file === file)
}

/**
 * A tarball that several machines packed with the same bytes may run on one of them alone: the trial that tells most
 * counts, whatever the order of the parts.
 */
function joinTrials(parts: readonly NamedPart[], file: string): Pick<ReleaseArtifact, 'trial'> {
  const trials = parts.flatMap((named) => artifactOf(named, file)?.trial ?? [])
  const [best] = sortedBy(trials, (trial) => {
    const rank = trial.kind === 'not-tried' ? 2 : trial.toolchain === 'embedded' ? 1 : 0
    return `${rank} ${JSON.stringify(trial)}`
  })
  return best === undefined ? {} : { trial: best }
}

/** Takes compilers from the tarballs, which are verified; a part's own list is only a claim. */
function compilersOf(artifacts: readonly ReleaseArtifact[]): CompilerInfo[] {
  const byRuntime = new Map<string, CompilerInfo>()
  for (const { compiler } of artifacts) if (compiler !== undefined) byRuntime.set(compiler.runtime, compiler)
  return sortedBy(byRuntime.values(), ({ runtime }) => runtime)
}

/** A file that one part's machine had changed is in the release; only if each part allows its own, all are. */
function joinUncommitted(parts: readonly NamedPart[]): Pick<ReleaseManifest, 'uncommitted'> {
  const all = parts.flatMap(({ part }) => part.manifest.uncommitted ?? [])
  if (all.length === 0) return {}
  const files = [...new Set(all.flatMap((each) => each.files))].sort(compareText)
  const reasons = [...new Set(all.map(({ allowed }) => allowed))]
  if (reasons.includes(undefined)) return { uncommitted: { files } }
  return { uncommitted: { files, allowed: reasons.join('; ') } }
}

/** Each part names the wheels of its own tarballs. */
function joinWheels(parts: readonly NamedPart[]): Pick<ReleaseManifest, 'wheels'> {
  const wheels = new Map(
    parts.flatMap(({ part }) => part.manifest.wheels ?? []).map((wheel) => [wheel.file, wheel]),
  )
  return wheels.size === 0 ? {} : { wheels: sortedBy(wheels.values(), ({ file }) => file) }
}

/**
 * The software of all parts, by id: what each machine knows of it. Only the machine that has the project's wheel for
 * a target knows what the project requires there, so requirements add up.
 */
function joinSoftware(parts: readonly NamedPart[]): ReleaseSoftware[] | undefined {
  const all = new Map<string, ReleaseSoftware>()
  for (const { id, software } of parts.flatMap(({ part }) => part.distributions)) {
    if (software === undefined) return undefined
    const known = all.get(id) ?? software
    const { name, version, wheel, license } = known
    all.set(id, {
      name,
      version,
      ...(wheel === undefined ? {} : { wheel }),
      license,
      targets: union(known.targets, software.targets),
      requires: union(known.requires, software.requires),
    })
  }
  return sortedBy(all, ([id]) => id).map(([, software]) => software)
}

/**
 * What the parts report about the project, each once. Machines that report the same, as those of a project without
 * native wheels do, give the list of one build; otherwise the order is that of their texts, whatever that of the parts.
 */
function joinFindings(parts: readonly NamedPart[]): Finding[] | undefined {
  const lists = parts.map(({ part }) => part.findings)
  const [first] = lists
  if (first === undefined) return undefined
  const texts = lists.map((list) => JSON.stringify(list ?? []))
  if (texts.every((text) => text === texts[0])) return [...first]
  const all = new Map(lists.flatMap((list) => list ?? []).map((item) => [JSON.stringify(item), item]))
  return sortedBy(all, ([text]) => text).map(([, item]) => item)
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(compareText)
}

/** All bytecode of one runtime in a release must come from one compiler with one exact version. */
function compilerDifferences(parts: readonly NamedPart[]): Finding[] {
  const tables = parts.map(({ where, part }) => {
    const { compilers, artifacts } = part.manifest
    const named = [...compilers, ...artifacts.flatMap(({ compiler }) => compiler ?? [])]
    return { where, rows: named.map((each): [string, string] => [each.runtime, compilerInWords(each)]) }
  })
  return differences(tables).map(({ key, values }) =>
    finding('merge-compiler-differs', 'error', {}, { runtime: key, values }),
  )
}

function overlaps(parts: readonly NamedPart[]): Finding[] {
  const tables = parts.map(({ where, part }) => ({
    where,
    // Compare the whole entry, not only the digest: all manifests must agree about a tarball.
    // But each machine tried it with what it has.
    rows: part.manifest.artifacts.map(({ trial: _trial, ...artifact }): [string, string] => [
      artifact.file,
      JSON.stringify(artifact),
    ]),
  }))
  return differences(tables).map(({ key }) => {
    const holders = parts.flatMap(({ where, part }) => {
      const artifact = part.manifest.artifacts.find(({ file }) => file === key)
      return artifact === undefined ? [] : [`${artifact.sha256.slice(0, 12)} (${where})`]
    })
    return finding('merge-overlap', 'error', { artifact: key }, { values: holders })
  })
}

/** Tarballs of a part that are not in the release, or have another target there. */
function unplanned(parts: readonly NamedPart[]): Finding[] {
  return parts.flatMap(({ where, part }) =>
    part.manifest.artifacts
      .filter(
        ({ kind, file, target }) =>
          !part.artifacts.some((planned) => planned.file === file && planned.target === target) ||
          (kind === 'source') !== (target === undefined),
      )
      .map(({ file }) => finding('merge-unplanned', 'error', { artifact: file }, { part: where })),
  )
}

/** Tarballs that every part lists but none contains; one that only some list is a difference. */
function gaps(parts: readonly NamedPart[], origins: ReadonlyMap<string, number>): Finding[] {
  const [first, ...others] = parts.map(({ part }) => part.artifacts)
  return (first ?? [])
    .filter(({ file }) => !origins.has(file))
    .filter(({ file }) => others.every((planned) => planned.some((each) => each.file === file)))
    .map(({ file, target }) =>
      finding(
        'merge-gap',
        'error',
        { artifact: file },
        { option: target === undefined ? '' : ` --target ${target}` },
      ),
    )
}
