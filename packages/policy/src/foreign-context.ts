import type { EntryPoint, LicenseInfo, RuntimeFacts, TarballManifest } from '@exuvia/model'
import type { LevelDefaults } from './decide-level.ts'

/** A distribution inside an archive, as its `.dist-info` describes it. */
export interface ForeignDistribution {
  /** In its own spelling. */
  readonly name: string
  /** PEP 503. */
  readonly normalizedName: string
  /** Undefined if its metadata have none. */
  readonly version?: string | undefined
  /** PEP 503 names of what it requires without an extra. */
  readonly requires?: readonly string[]
  readonly license: LicenseInfo
  /** Paths in the archive, from its RECORD; undefined if all files are its own. */
  readonly files: ReadonlySet<string> | undefined
  /** Whether its WHEEL says that it is for any platform. */
  readonly isPure?: boolean
  readonly entryPoints?: readonly EntryPoint[]
}

/** What is known of the sources in an archive, for the question what their bytecode would break. */
export interface ForeignSources {
  /** Path in the archive → where a tarball would have the module: `lib/tide/cli.py`. */
  readonly modules: ReadonlyMap<string, string>
  /** Distributions are those that `sourcesOwner` names. */
  readonly facts: RuntimeFacts
  /** Whether Python imports the modules from the archive itself. */
  readonly isInZip: boolean
  readonly compile: LevelDefaults
}

/** Facts of an archive besides its files. */
export interface ForeignContext {
  /** File name. */
  readonly artifact: string
  /** Its EXUVIA.json, if it has one; its decisions apply without a given policy. */
  readonly manifest?: TarballManifest | undefined
  readonly distributions?: readonly ForeignDistribution[] | undefined
  /** Undefined if nobody examined them. */
  readonly sources?: ForeignSources | undefined
}

/** The distribution of a file in an archive: the first whose RECORD lists it. */
export function ownerOf(
  path: string,
  { distributions = [] }: ForeignContext,
): ForeignDistribution | undefined {
  const { listed, rest } = ownersOf(distributions)
  return listed.get(path) ?? rest
}

interface Owners {
  /** Path in the archive → the first distribution whose RECORD lists it. */
  readonly listed: ReadonlyMap<string, ForeignDistribution>
  /** Owns all other files: the first distribution without a RECORD. */
  readonly rest: ForeignDistribution | undefined
}

const owners = new WeakMap<readonly ForeignDistribution[], Owners>()

/** Indexes the distributions of an archive once: many have many files. */
function ownersOf(distributions: readonly ForeignDistribution[]): Owners {
  const known = owners.get(distributions)
  if (known !== undefined) return known
  const listed = new Map<string, ForeignDistribution>()
  const end = distributions.findIndex(({ files }) => files === undefined)
  for (const each of end === -1 ? distributions : distributions.slice(0, end))
    for (const path of each.files ?? []) if (!listed.has(path)) listed.set(path, each)
  const made = { listed, rest: distributions[end] }
  owners.set(distributions, made)
  return made
}

/** The name of the distribution of a source: without one the archive's own. */
export function sourcesOwner(path: string, context: ForeignContext): string {
  return ownerOf(path, context)?.name ?? context.manifest?.name ?? context.artifact
}
