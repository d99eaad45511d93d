import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { BytecodeCache, Toolchain } from '@exuvia/compiler'
import {
  type Packed,
  type ReleaseArtifact,
  type ReleaseTrial,
  type Trial,
  type Tried,
  finding,
  mapParallel,
  refusal,
} from '@exuvia/model'
import { findResult, storeResult } from '../compilation/kept-results.ts'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { chooseInterpreter } from '../trial/choose-interpreter.ts'
import { NO_END } from '../trial/outcome.ts'
import { sourceOf } from '../trial/sources.ts'
import type { TrialSubject } from '../trial/subjects.ts'
import { type Surroundings, isOffline, withSurroundings } from '../trial/surroundings.ts'
import { tryTarball } from '../trial/try-tarball.ts'

/** Whether a build runs what it packed. */
export interface TrialOptions {
  readonly try?: boolean | undefined
  /** Whether the run has rights that the code of a project must not come near. */
  readonly isPrivileged?: boolean | undefined
}

/** A change of what a trial does or records is a new version: kept results are of the old one. */
const TRIAL = 'exuvia trial 2'

/**
 * Packed → Tried: imports the entry modules of each tarball that this machine can run, and what fails, from source too.
 * No command runs. Results are kept by the tarball's digest, without errors and without what took too long.
 * @throws refusal `trial-failed` if something fails in a tarball and works from source
 */
export async function tryRelease(
  packed: Packed,
  cache: BytecodeCache,
  options: TrialOptions,
  context: RunContext,
): Promise<Tried> {
  const applications = packed.artifacts.filter(({ kind }) => kind === 'application')
  const reason = whyNone(options)
  const trials = new Map<string, ReleaseTrial>()
  if (reason === undefined) {
    const all = await tryAll(packed, applications, cache, context)
    for (const [index, { result }] of all.entries()) trials.set(applications[index]?.file ?? '', result)
    report(all, applications, context)
  } else {
    for (const { file } of applications) trials.set(file, { kind: 'not-tried', reason })
    if (options.try !== false) {
      context.progress({ kind: 'finding', finding: finding('not-tried', 'note', {}, { reason }) })
    }
  }
  // The mark is only a type, and only this function sets it.
  return { packed, trials } as unknown as Tried
}

function whyNone({ try: wanted, isPrivileged }: TrialOptions): string | undefined {
  if (wanted === false) return 'the build ran with --no-try'
  return isPrivileged === true
    ? 'the build had rights that the code of a project must not come near'
    : undefined
}

async function tryAll(
  packed: Packed,
  applications: readonly ReleaseArtifact[],
  cache: BytecodeCache,
  context: RunContext,
): Promise<Trial[]> {
  let done = 0
  return withSurroundings(context, (surroundings) =>
    mapParallel(applications, availableParallelism(), async (artifact) => {
      const trial = await tryArtifact(packed, artifact, cache, surroundings, context)
      done += 1
      const { file: label } = artifact
      context.progress({ kind: 'count', stage: 'try', label, done, total: applications.length })
      return trial
    }),
  )
}

async function tryArtifact(
  packed: Packed,
  artifact: ReleaseArtifact,
  cache: BytecodeCache,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Trial> {
  const { plan } = packed.compiled
  const { inventory } = plan.checked
  const about: TrialSubject = { name: inventory.name, version: inventory.version, ...artifact }
  const toolchain = await chooseInterpreter(about, plan.checked.config, context)
  if (typeof toolchain === 'string') return { result: { kind: 'not-tried', reason: toolchain }, findings: [] }
  const fields = fieldsOf(artifact.sha256, toolchain, surroundings)
  const kept = await findResult(cache, fields)
  if (kept !== undefined) return kept as Trial
  const trial = await run(
    packed,
    path.join(packed.folder, artifact.file),
    about,
    toolchain,
    surroundings,
    context,
  )
  const isFinal =
    trial.findings.every(({ severity }) => severity !== 'error') && !JSON.stringify(trial).includes(NO_END)
  if (isFinal) await storeResult(cache, fields, trial)
  return trial
}

function fieldsOf(sha256: string, toolchain: Toolchain, surroundings: Surroundings): string[] {
  return [TRIAL, sha256, toolchain.identity, isOffline(toolchain, surroundings) ? 'off' : 'open']
}

async function run(
  { compiled: { plan, compilers } }: Packed,
  file: string,
  about: TrialSubject,
  toolchain: Toolchain,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Trial> {
  const compiler = compilers.find(({ runtime }) => runtime === toolchain.runtime)
  if (compiler === undefined) throw new Error(`no compiler for ${toolchain.runtime}`)
  const source = sourceOf(plan, about, compiler, context)
  const limit = plan.checked.config.try.timeout * 1000
  const wishes = { scope: 'entries', commands: [], limit, compareAll: false } as const
  return tryTarball({ file, about, toolchain, source }, wishes, surroundings, context)
}

/** Reports what the trials found, and in one note for each reason what was not tried. */
function report(all: readonly Trial[], applications: readonly ReleaseArtifact[], context: RunContext): void {
  const findings = all.flatMap((trial) => trial.findings)
  const untried = Map.groupBy(all.keys(), (index) => {
    const result = all[index]?.result
    return result?.kind === 'not-tried' ? result.reason : ''
  })
  untried.delete('')
  for (const [reason, indexes] of untried) {
    const targets = indexes.flatMap((index) => applications[index]?.target ?? [])
    context.progress({ kind: 'finding', finding: finding('not-tried', 'note', { targets }, { reason }) })
  }
  sayUnlessError(findings, context)
  const failed = all.filter((trial) => trial.findings.some(({ severity }) => severity === 'error')).length
  if (failed > 0)
    throw refusal('trial-failed', { count: failed === 1 ? '1 tarball' : `${failed} tarballs` }, { findings })
}
