import {
  addAll,
  BUILT_IN_FILES,
  type Decision,
  type Finding,
  type PolicyConfig,
  type Severity,
  type TarballManifest,
  type Runtime,
  type Target,
  finding,
  sortedBy,
} from '@exuvia/model'
import { foldedPath, hasArchiveHead } from '@exuvia/files'
import type { ArchiveFile } from './archive-file.ts'
import { decide, rulePaths } from './decide.ts'
import { type FileKind, isCythonName } from './file-kind.ts'
import { type ForeignContext, type ForeignDistribution, ownerOf } from './foreign-context.ts'
import { foreignBreakage } from './breakage/foreign-breakage.ts'
import { decideLevel } from './decide-level.ts'
import { foreignKind } from './foreign-kind.ts'
import { foreignPaths, folderOf } from './foreign-layout.ts'
import { findForgotten } from './leaks/find-forgotten.ts'
import { foreignLeaks } from './leaks/foreign-leaks.ts'
import { twinDecision } from './twin-decision.ts'
import { foreignShadows } from './foreign-shadows.ts'
import { judgeModules, judgeNatives } from './judge-natives.ts'
import { judgeNested } from './judge-nested.ts'
import { judgeRuntime } from './judge-runtime.ts'
import { licenseFindings } from './license-findings.ts'
import {
  hasNativeName,
  installedPaths,
  isBytecodePath,
  magicOf,
  normalizeName,
  parseRuntime,
  placeOfBytecode,
  readLicense,
  runtimeOfCacheTag,
} from '@exuvia/packaging'
import { commandsOfFile } from './commands-of-file.ts'
import type { RuleSubject } from './conditions.ts'
import { type Rule, rulesOf } from './rules.ts'

/** The policy for a file without one: no source. */
const SOURCE_FREE: PolicyConfig = {
  preset: 'source-free',
  rules: [],
  default: 'bytecode',
  sourceTwin: 'auto',
  licenseSets: {},
}

/**
 * Checks a finished tarball or wheel from any tool against a policy: Python source by name and
 * by `#!` line, bytecode, stubs, archives inside it, licences.
 * @param policy undefined: the decisions that EXUVIA.json records, else `source-free`
 * @param files paths as they are in the archive
 */
export function judgeForeign(
  policy: PolicyConfig | undefined,
  files: readonly ArchiveFile[],
  context: ForeignContext,
): readonly Finding[] {
  const judgement: Judgement = {
    policy: policy ?? SOURCE_FREE,
    rules: rulesOf(policy ?? SOURCE_FREE),
    recorded: policy === undefined ? recordedDecisions(context.manifest) : new Map(),
    folder: folderOf(
      files.map(({ path }) => path),
      context.artifact,
    ),
    present: new Set(files.map(({ path }) => foldedPath(path))),
    installed: installedPaths(context.artifact),
    target: targetOf(context.manifest),
    context,
  }
  const findings: Finding[] = []
  const bytecodeOnly = new Set<ForeignDistribution | undefined>()
  const native = new Set<ForeignDistribution | undefined>()
  for (const file of sortedBy(files, ({ path }) => path)) {
    addAll(findings, judgeFile(file, judgement))
    const owner = ownerOf(file.path, context)
    if (isBytecodePath(file.path) && !hasSource(file.path, judgement.present)) bytecodeOnly.add(owner)
    if (hasNativeName(file.path)) native.add(owner)
  }
  const ownName = context.manifest === undefined ? undefined : normalizeName(context.manifest.name)
  for (const distribution of context.distributions ?? []) {
    const part = {
      name: distribution.name,
      own: distribution.normalizedName === ownName,
      license: distribution.license,
      bytecodeOnly: bytecodeOnly.has(distribution),
      native: native.has(distribution),
      empty: false,
      twin: context.manifest?.sourceTwin !== undefined,
    }
    for (const item of licenseFindings(part)) {
      findings.push({ ...item, subject: { ...item.subject, artifact: context.artifact } })
    }
  }
  const paths = files.map(({ path }) => path)
  const { folder, installed } = judgement
  addAll(findings, foreignNatives(files, context))
  addAll(findings, foreignLeaks(files, folder, context))
  addAll(
    findings,
    foreignBreakage(context, paths, (path) => bytecodeDecision(path.slice(folder.length), judgement)),
  )
  addAll(findings, foreignShadows({ context, paths, folder, installed, isGiven: policy !== undefined }))
  return findings
}

/** Compares machine code with the tags of a wheel, or the target of a tarball; without either it compares nothing. */
function foreignNatives(files: readonly ArchiveFile[], context: ForeignContext): Finding[] {
  const { artifact } = context
  const platforms = platformsOf(context)
  const natives = files.filter(({ path, native }) => native !== undefined || hasNativeName(path))
  const owned = Map.groupBy(natives, ({ path }) => ownerOf(path, context))
  const runtime = abiOf(context)
  return [...owned].flatMap(([owner, group]) => {
    const found = group.map(({ path, native }) => ({ path, native, subject: { path, artifact } }))
    return [
      ...judgeNatives(found, { platforms, isPure: owner?.isPure ?? false }),
      ...(runtime === undefined ? [] : judgeModules(found, runtime)),
    ]
  })
}

/** The one Python that an archive is for: by EXUVIA.json, else by the ABI in a wheel's name. */
function abiOf({ artifact, manifest }: ForeignContext): Runtime | undefined {
  const abi = /-(\w+)-[\w.]+\.whl$/.exec(artifact)?.[1] ?? ''
  return targetOf(manifest)?.runtime ?? (/^cp3\d+t?$/.test(abi) ? abi : undefined)
}

/** By EXUVIA.json, else by the name: `-cp312-cp312-win_amd64.whl`, `-cp312-win_amd64.tar.gz`. */
function platformsOf({ artifact, manifest }: ForeignContext): string[] {
  const tags = targetOf(manifest)?.platform ?? /-(\w[\w.]*)\.(?:whl|zip|tar\.\w+)$/.exec(artifact)?.[1]
  return tags?.split('.') ?? []
}

interface Judgement {
  readonly policy: PolicyConfig
  readonly rules: readonly Rule[]
  /** Decisions of EXUVIA.json, by path below the archive's folder. */
  readonly recorded: ReadonlyMap<string, Decision>
  /** The single top folder, with `/`; or empty. */
  readonly folder: string
  /** Paths, each as `foldedPath` gives it. */
  readonly present: ReadonlySet<string>
  /** Where an installer puts a file. */
  readonly installed: (path: string) => string
  /** Only Exuvia's own tarballs name one. */
  readonly target: Target | undefined
  readonly context: ForeignContext
}

function judgeFile(file: ArchiveFile, judgement: Judgement): Finding[] {
  const { context, folder } = judgement
  const path = file.path.slice(folder.length)
  const subject = { path: file.path, artifact: context.artifact }
  // Files that Exuvia adds have no decision and are not part of the application.
  if (isBuiltIn(path, context.manifest)) return []
  if (isBytecodePath(path)) return judgeBytecode(file, path, judgement)
  const kind = foreignKind(file, path, judgement.installed(path))
  const decision = decisionFor(path, kind, judgement)
  // What a preset leaves out because nobody means to ship it is a finding of its own.
  if (decision.rule.startsWith('preset ') && findForgotten(path)?.kind.isExcluded === true) return []
  if (decision.ship === 'exclude' && kind !== 'python' && kind !== 'loose-source') {
    return [finding('file-excluded', 'error', subject, { rule: decision.rule, reason: decision.reason })]
  }
  if (kind === 'python' || kind === 'loose-source') {
    if (decision.ship !== 'bytecode' && decision.ship !== 'exclude') return []
    const severity: Severity = isCythonName(path) ? 'warning' : 'error'
    return [finding('source-not-allowed', severity, subject, { decision: decision.ship })]
  }
  const inside =
    file.inside ?? (hasArchiveHead(file.head) ? { sources: [], unread: 'nobody looked inside' } : undefined)
  if (inside === undefined) return []
  return judgeNested(inside, decision, decisionFor(path, 'python', judgement), subject)
}

function judgeBytecode(file: ArchiveFile, path: string, judgement: Judgement): Finding[] {
  const { context, present, folder } = judgement
  const subject = { path: file.path, artifact: context.artifact }
  const { stem, cached } = placeOfBytecode(path)
  const findings: Finding[] = []
  // Bytecode that a wheel brings without its source is recorded as data.
  const recorded = judgement.recorded.get(path)?.ship === 'data'
  const decision = decisionFor(`${stem}.py`, 'python', judgement)
  const sourceThere = hasSource(file.path, present)
  if (recorded) {
    // The build allowed it.
  } else if (decision.ship !== 'bytecode' && decision.ship !== 'both') {
    findings.push(finding('bytecode-not-allowed', 'error', subject, { decision: decision.ship }))
  } else if (decision.ship === 'both' && !sourceThere) {
    findings.push(finding('file-missing', 'error', { ...subject, path: `${folder}${stem}.py` }))
  }
  if (cached && !sourceThere) {
    findings.push(finding('bytecode-shadowed', 'error', subject, { path: `${folder}${stem}.pyc` }))
  }
  const runtime = runtimeOf(path, context)
  if (runtime !== undefined) {
    addAll(findings, judgeRuntime(file.head, runtime, subject))
  } else if (magicOf(file.head) === undefined) {
    const args = { found: 'no Python at all: the file has no magic number', expected: 'a Python' }
    findings.push(finding('bytecode-wrong-runtime', 'error', subject, args))
  }
  return findings
}

/** The Python of bytecode in an archive: by the tag in its name (PEP 3147), else by the archive's. */
function runtimeOf(path: string, { artifact, manifest }: ForeignContext): string | undefined {
  const own = runtimeOfCacheTag(placeOfBytecode(path).tag ?? '')
  if (own !== undefined) return own
  const recorded = manifest?.target?.split('-')[0]
  if (recorded !== undefined) return recorded
  const tagged = /-([a-z]+\d+t?)-[\w.]+(?:\.tar\.gz|\.whl|-[\w.]+\.whl)$/.exec(artifact)?.[1]
  // `py3` is not a single runtime.
  return tagged === undefined || parseRuntime(tagged) === undefined ? undefined : tagged
}

function decisionFor(path: string, kind: FileKind, judgement: Judgement): Decision {
  const { policy, recorded, rules } = judgement
  return (
    recorded.get(path) ??
    twinDecision(path, policy, judgement.context) ??
    decide(subjectFor(path, kind, judgement), rules, policy)
  )
}

/** How the policy ships a module; as bytecode with its level. */
function bytecodeDecision(path: string, judgement: Judgement): Decision {
  const decision = decisionFor(path, 'python', judgement)
  const { sources } = judgement.context
  if (decision.ship !== 'bytecode' || sources === undefined) return decision
  const subject = subjectFor(path, 'python', judgement)
  return { ...decision, level: decideLevel(subject, judgement.rules, sources.compile) }
}

function subjectFor(path: string, kind: FileKind, judgement: Judgement): RuleSubject {
  const { context, folder } = judgement
  const owner = ownerOf(`${folder}${path}`, context)
  const expression = owner?.license.expression
  return {
    // Exuvia's own tarballs have its layout; of others nobody knows where modules are.
    paths: context.manifest === undefined ? foreignPaths(path, judgement.installed(path)) : rulePaths(path),
    kind,
    distribution: owner?.normalizedName,
    license: expression === undefined ? undefined : readLicense(expression),
    target: judgement.target,
    commands: commandsOfFile(path, owner?.entryPoints ?? []),
  }
}

function targetOf(manifest: TarballManifest | undefined): Target | undefined {
  const name = manifest?.target
  if (name === undefined) return undefined
  const dash = name.indexOf('-')
  return dash < 0 ? undefined : { runtime: name.slice(0, dash), platform: name.slice(dash + 1) }
}

function isBuiltIn(path: string, manifest: TarballManifest | undefined): boolean {
  if (manifest === undefined) return false
  if (path === 'EXUVIA.json') return true
  const mayBe = path.startsWith('bin/') || BUILT_IN_FILES.has(path)
  return mayBe && manifest.files.some((file) => file.path === path && file.ship === undefined)
}

function recordedDecisions(manifest: TarballManifest | undefined): ReadonlyMap<string, Decision> {
  const decisions = new Map<string, Decision>()
  for (const { path, ship } of manifest?.files ?? []) {
    if (ship === undefined) continue
    const decision: Decision = { ship, rule: 'EXUVIA.json', reason: 'recorded when it was packed' }
    decisions.set(path, decision)
    // Rules name a module by its source.
    if (isBytecodePath(path) && ship !== 'data') decisions.set(`${placeOfBytecode(path).stem}.py`, decision)
  }
  return decisions
}

function hasSource(path: string, present: ReadonlySet<string>): boolean {
  const { stem } = placeOfBytecode(path)
  return present.has(foldedPath(`${stem}.py`)) || present.has(foldedPath(`${stem}.pyw`))
}
