import { createHash } from 'node:crypto'
import path from 'node:path'
import { serializePart } from '@exuvia/manifest'
import {
  type Config,
  type Distribution,
  type PartDistribution,
  type Packed,
  type Plan,
  type ReleasePart,
  type Tried,
  compareText,
  sortedBy,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { EXUVIA_VERSION } from '../version.ts'
import { decisionsAt } from '@exuvia/policy'
import { describeSoftware } from '../stages/software.ts'
import { summarizeDecisions } from '../stages/decisions.ts'
import { projectFindings } from '../stages/project-findings.ts'
import { fileEntry, hashEntries } from '../stages/entries.ts'
import { knownFrom } from '../stages/known-facts.ts'
import { describeRelease } from '../stages/manifest.ts'
import { writeProven } from '../release/write-proven.ts'

/** A part of a release on disk. */
export interface BuiltPart {
  /** Absolute path of the release's folder. */
  readonly folder: string
  readonly part: ReleasePart
  /** The name of the file with the part's description. */
  readonly partFile: string
  /** Names of all files of the part: tarballs and its description. */
  readonly files: readonly string[]
}

const SUFFIX = '.part.json'

/** Whether a file name is that of a part. */
export function isPartName(name: string): boolean {
  return name.endsWith(SUFFIX)
}

/** Whether a file name is that of a part of the release with this stem. */
export function isPartOf(stem: string, name: string): boolean {
  return name.startsWith(`${stem}-`) && isPartName(name)
}

/**
 * Names a part after the first of its targets, `tidemark-1.2.0-cp312-any.part.json`: parts
 * without a common target have different names, so that one folder can contain them.
 */
function partName({ stem, building }: Plan): string {
  const [first] = building
  if (first === undefined) throw new Error('a part without targets')
  return `${stem}-${formatTarget(first.target)}${SUFFIX}`
}

/** Tried → the data that all parts of one release must share, and the contents of this one. */
export async function describePart(tried: Tried, signal: AbortSignal): Promise<ReleasePart> {
  const { plan } = tried.packed.compiled
  const { checked, artifacts } = plan
  return {
    schema: 'exuvia.part/1',
    exuvia: EXUVIA_VERSION,
    config: settingsOf(checked.config),
    distributions: await describeDistributions(tried.packed, signal),
    artifacts: artifacts.map(({ file, target }) =>
      target === undefined ? { file } : { file, target: formatTarget(target) },
    ),
    decisions: summarizeDecisions(checked, checked.inventory.targets),
    ...(checked.config.report.html ? { findings: projectFindings(plan) } : {}),
    manifest: describeRelease(tried),
  }
}

/** Writes a part's file beside its tarballs. @returns its name */
export async function writePart(packed: Packed, part: ReleasePart): Promise<string> {
  const name = partName(packed.compiled.plan)
  await writeProven(path.join(packed.folder, name), serializePart(part))
  return name
}

/**
 * Every setting that shapes a release, key by key, so that an error can name a difference.
 * It omits mere locations: compilers and wheels are recorded exactly, however they were
 * found, and the output folder and publishing change no byte.
 */
function settingsOf(config: Config): Readonly<Record<string, string>> {
  const { toolchain: _, toolchains: __, ...compile } = config.compile
  const { formats, level } = config.pack
  const { scripts, provided } = config.dependencies
  const { targets, project, licenses, policy, report } = config
  const settings = new Map<string, string>()
  const put = (key: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      if (value !== undefined) settings.set(key, JSON.stringify(value))
      return
    }
    for (const [name, item] of Object.entries(value)) {
      put(Array.isArray(value) ? `${key}[${name}]` : key === '' ? name : `${key}.${name}`, item)
    }
  }
  put('', {
    targets,
    project,
    dependencies: { scripts, provided },
    licenses,
    compile,
    policy,
    pack: { formats, level },
    report,
  })
  return Object.fromEntries([...settings].sort(([a], [b]) => compareText(a, b)))
}

async function describeDistributions(
  { compiled, digests }: Packed,
  signal: AbortSignal,
): Promise<PartDistribution[]> {
  const { plan } = compiled
  const { inventory } = plan.checked
  const built = new Set(plan.building.flatMap(({ distributions }) => distributions))
  const known = knownFrom(digests)
  const described: PartDistribution[] = []
  for (const distribution of sortedBy(inventory.distributions, ({ id }) => id)) {
    const { id, files } = distribution
    const software = describeSoftware(distribution, inventory)
    const about = { id, plan: digestOf(factsOf(distribution, plan)), software }
    if (!built.has(id)) {
      described.push(about)
      continue
    }
    const entries = files.map((file) => fileEntry(file))
    const hashed = await hashEntries(entries, known, signal)
    const contents = digestOf(hashed.map(({ path: at, sha256 }) => [at, sha256]))
    described.push({ ...about, contents })
  }
  return described
}

/** The facts about a distribution before a build reads its files, and their sources. */
function factsOf(distribution: Distribution, plan: Plan): unknown {
  const { checked } = plan
  const { id, name, version, license, requiresPython, entryPoints, files, wheel, native } = distribution
  return {
    id,
    name,
    version,
    license: [license.expression, license.source, license.contradicts, license.texts],
    requiresPython,
    entryPoints,
    wheel,
    native,
    targets: checked.inventory.targets
      .filter(({ distributions }) => distributions.includes(id))
      .map(({ target }) => formatTarget(target)),
    inSourceTwin: checked.sourceTwin.includes(id),
    files: files.map(({ path: at, role, size, executable }) => [
      at,
      role,
      size,
      executable,
      decisionsAt(checked.decisions, id, at),
    ]),
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
