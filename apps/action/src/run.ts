import path from 'node:path'

import { ExuviaError, type Finding } from '@exuvia/model'
import { type ProgressEvent, type RunContext, writeSarif } from '@exuvia/pipeline'

import { annotate } from './annotations.ts'
import { checkPaths, expandFiles } from './check-paths.ts'
import { trustingCheckout } from './git-trust.ts'
import { readInputs } from './inputs.ts'
import { findingsOutput, tellOutputs } from './outputs.ts'
import type { Runner } from './runner.ts'
import type { Secrets } from './secrets.ts'
import { type Outcome, STEPS } from './steps.ts'
import { renderSummary } from './summary.ts'

export interface RunOptions {
  readonly runner: Runner
  readonly secrets: Secrets
  readonly signal: AbortSignal
  /** Absolute path of the repository's checkout. */
  readonly workspace: string
}

/**
 * Runs the command in the inputs through the same pipeline as the command line. Writes outputs,
 * annotations and the summary, even if a check fails or an input is wrong.
 * @returns whether it succeeded; errors are already reported
 * @throws errors other than ExuviaError: bugs in Exuvia
 */
export async function run(options: RunOptions): Promise<boolean> {
  const { runner, secrets, signal, workspace } = options
  const findings = new Map<string, Finding>()
  const outcome: Outcome = { lines: [] }
  const note = (finding: Finding): void => {
    findings.set(JSON.stringify(finding), finding)
  }
  const progress = (event: ProgressEvent): void => {
    if (event.kind === 'finding') note(event.finding)
    else if (event.kind === 'budget') [outcome.budget, outcome.measured] = [event.lines, event.manifest]
    else tell(runner, event)
  }
  const found = (): Finding[] => [...findings.values()]
  let project = workspace
  let failure: ExuviaError | undefined
  let writeLog: (() => Promise<void>) | undefined
  /** Does a part of the run; remembers the first error that ends it. */
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      // A cancelled job causes further errors; report the cancellation.
      const reason: unknown = signal.aborted ? signal.reason : error
      if (!(reason instanceof ExuviaError)) throw reason
      failure ??= reason
      // A refusal carries its findings; the compiler's arrive only this way.
      for (const finding of reason.findings) note(finding)
    }
  }
  const work = async (): Promise<void> => {
    const given = readInputs({ ...secrets.env, INPUT_TOKEN: secrets.token })
    project = path.resolve(workspace, given.project)
    const inputs = expandFiles(given, workspace)
    checkPaths(inputs, workspace)
    const env = trustingCheckout(secrets.env, workspace, project)
    const context: RunContext = { cwd: workspace, env, signal, progress }
    const { sarif, config } = inputs
    if (sarif !== undefined) {
      writeLog = async () => {
        outcome.sarif = await writeSarif(sarif, found(), { project, config, folder: workspace }, context)
      }
    }
    await STEPS[inputs.command]({ inputs, runner, context, secrets, findings: found, outcome })
  }
  try {
    await attempt(work)
    // Of a project that could not be read, nobody knows the findings.
    if (writeLog !== undefined && (failure === undefined || failure.kind === 'refused'))
      await attempt(writeLog)
  } finally {
    annotate(runner, { workspace, project }, found(), failure)
    tellOutputs(runner, outcome)
    runner.setOutput('findings', findingsOutput(found()))
    runner.addSummary(renderSummary({ ...outcome, failure, findings: found() }))
  }
  return failure === undefined
}

/** Logs one line per stage and finished item, but not one per file. */
function tell(runner: Runner, event: Exclude<ProgressEvent, { kind: 'finding' | 'budget' }>): void {
  if (event.kind === 'stage') runner.info(`${event.stage}: ${event.detail}`)
  else if (event.stage !== 'compile') runner.info(`  ${event.label} (${event.done} of ${event.total})`)
  else if (event.done === event.total) {
    runner.info(`compile: ${event.label} (${event.total} ${event.total === 1 ? 'file' : 'files'})`)
  }
}
