import {
  addAll,
  BUILT_IN_FILES,
  type Decision,
  type Finding,
  type Judged,
  type Runtime,
  type Subject,
  type Target,
  finding,
  sortedBy,
} from '@exuvia/model'
import {
  cachePaths,
  distributionStem,
  formatTarget,
  isBytecodePath,
  launcherPaths,
  legacyPath,
  parseDistInfoPath,
  placeOfBytecode,
} from '@exuvia/packaging'
import { isSourceName } from '@exuvia/files'
import type { ArchiveFile } from './archive-file.ts'
import { decisionAt } from './decisions.ts'
import { judgeRuntime } from './judge-runtime.ts'

/**
 * Compares every file of a packed tarball with the decisions.
 * @param target the tarball's target, or `source` for the source twin
 * @param files paths below the tarball's root folder
 */
export function judgePacked(
  judged: Judged,
  target: Target | 'source',
  files: readonly ArchiveFile[],
): readonly Finding[] {
  if (target === 'source') return judgeSourceTwin(judged, files)
  const present = new Set(files.map(({ path }) => path))
  const name = formatTarget(target)
  const plan = expectedFiles(judged, target)
  const findings: Finding[] = []
  for (const file of sortedBy(files, ({ path }) => path)) {
    const wanted = plan.places.get(file.path)
    const subject: Subject = { path: file.path, target: name }
    if (wanted === undefined) {
      if (!plan.builtIn(file.path)) findings.push(judgeUnplanned(file, subject, plan, present))
      continue
    }
    if (wanted === 'bytecode' || isBytecodePath(file.path)) {
      addAll(findings, judgeBytecode(file, subject, target.runtime, present))
    }
  }
  for (const missing of plan.missing(present)) {
    findings.push(finding('file-missing', 'error', { path: missing, target: name }))
  }
  return findings
}

interface PackedPlan {
  /** The expected content. */
  readonly places: ReadonlyMap<string, 'bytecode' | 'as it is'>
  /** Decisions by path, as source. */
  readonly decisions: ReadonlyMap<string, Decision>
  /** Decisions about modules by path without suffix, for unplanned bytecode. */
  readonly modules: ReadonlyMap<string, Decision>
  /** Files that Exuvia itself adds. */
  readonly builtIn: (path: string) => boolean
  readonly missing: (present: ReadonlySet<string>) => readonly string[]
}

function expectedFiles(judged: Judged, target: Target): PackedPlan {
  const contents = judged.inventory.targets.find(
    (one) => one.target.runtime === target.runtime && one.target.platform === target.platform,
  )
  const places = new Map<string, 'bytecode' | 'as it is'>()
  const decisions = new Map<string, Decision>()
  const modules = new Map<string, Decision>()
  const required: (readonly string[])[] = []
  const commands = new Set(contents?.commands.flatMap(({ name }) => launcherPaths(name, target.platform)))
  const taken = new Set<string>()
  for (const id of contents?.distributions ?? []) {
    const distribution = judged.inventory.distributions.find((one) => one.id === id)
    if (distribution === undefined) continue
    for (const file of distribution.files) {
      const decision = decisionAt(judged.decisions, id, formatTarget(target), file.path)
      if (decision === undefined) continue
      if (!decisions.has(file.path)) decisions.set(file.path, decision)
      if (file.role === 'python' && !modules.has(withoutSuffix(file.path))) {
        modules.set(withoutSuffix(file.path), decision)
      }
      // The first distribution with a path owns it; others have the same bytes there.
      if (decision.ship === 'exclude' || taken.has(file.path)) continue
      taken.add(file.path)
      if (decision.ship !== 'bytecode') {
        places.set(file.path, 'as it is')
        required.push([file.path])
      }
      if (decision.ship === 'bytecode' || decision.ship === 'both') {
        const placed =
          decision.ship === 'both' ? cachePaths(file.path, target.runtime) : [legacyPath(file.path)]
        for (const place of placed) places.set(place, 'bytecode')
        required.push(placed)
      }
    }
  }
  return {
    places,
    decisions,
    modules,
    builtIn: (path) => BUILT_IN_FILES.has(path) || commands.has(path) || isInstallerFile(path),
    missing: (present) =>
      required.flatMap((alternatives) =>
        alternatives.some((path) => present.has(path)) ? [] : alternatives.slice(0, 1),
      ),
  }
}

function judgeUnplanned(
  file: ArchiveFile,
  subject: Subject,
  plan: PackedPlan,
  present: ReadonlySet<string>,
): Finding {
  if (isBytecodePath(file.path)) {
    const { stem, cached } = placeOfBytecode(file.path)
    if (cached && !present.has(`${stem}.py`)) {
      return finding('bytecode-shadowed', 'error', subject, { path: `${stem}.pyc` })
    }
    const decision = plan.modules.get(stem)?.ship ?? 'nothing'
    return finding('bytecode-not-allowed', 'error', subject, { decision })
  }
  const decision = plan.decisions.get(file.path)
  if (isSourceName(file.path)) {
    return finding('source-not-allowed', 'error', subject, { decision: decision?.ship ?? 'nothing' })
  }
  if (decision !== undefined) {
    const { rule, reason } = decision
    return finding('file-excluded', 'error', subject, { rule, reason })
  }
  return finding('file-not-planned', 'error', subject)
}

function judgeBytecode(
  file: ArchiveFile,
  subject: Subject,
  runtime: Runtime,
  present: ReadonlySet<string>,
): Finding[] {
  const { stem, cached } = placeOfBytecode(file.path)
  const findings: Finding[] = []
  if (cached && !present.has(`${stem}.py`) && !present.has(`${stem}.pyw`)) {
    findings.push(finding('bytecode-shadowed', 'error', subject, { path: `${stem}.pyc` }))
  }
  return [...findings, ...judgeRuntime(file.head, runtime, subject)]
}

/** The source twin contains `<distribution>-<version>/<path>` of each distribution that needs it, and no bytecode. */
function judgeSourceTwin(judged: Judged, files: readonly ArchiveFile[]): readonly Finding[] {
  const owed = judged.inventory.distributions.filter(({ id }) => judged.sourceTwin.includes(id))
  const known = new Set<string>()
  const required = new Set<string>()
  for (const distribution of owed) {
    const folder = distributionStem(distribution.name, distribution.version)
    for (const file of distribution.files) {
      known.add(`${folder}/${file.path}`)
      if (file.role === 'python' || file.role === 'license') required.add(`${folder}/${file.path}`)
    }
  }
  const findings: Finding[] = []
  for (const { path } of sortedBy(files, (file) => file.path)) {
    required.delete(path)
    if (known.has(path) || BUILT_IN_FILES.has(path)) continue
    const subject = { path, target: 'source' }
    findings.push(
      isBytecodePath(path)
        ? finding('bytecode-not-allowed', 'error', subject, { decision: 'source' })
        : finding('file-not-planned', 'error', subject),
    )
  }
  return [
    ...findings,
    ...[...required].map((path) => finding('file-missing', 'error', { path, target: 'source' })),
  ]
}

/** What an installer writes into a `.dist-info` ("recording installed projects"). */
function isInstallerFile(path: string): boolean {
  const inside = parseDistInfoPath(path)
  return inside?.parent === 'lib/' && (inside.file === 'RECORD' || inside.file === 'INSTALLER')
}

function withoutSuffix(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}
