import path from 'node:path'

import { ExuviaError, type Finding, type ReleaseManifest, refusal } from '@exuvia/model'
import {
  type BuiltRelease,
  type ProgressEvent,
  type RunContext,
  buildRelease,
  judgeProject,
  publishPaths,
} from '@exuvia/pipeline'

import { openAnnotations } from './annotations.ts'
import type { ActionInputs } from './inputs.ts'
import type { Runner } from './runner.ts'
import { renderSummary } from './summary.ts'

export interface RunOptions {
  readonly inputs: ActionInputs
  readonly runner: Runner
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Absolute path of the repository's checkout. */
  readonly workspace: string
}

/**
 * Does what the inputs ask for, through the same pipeline as the command line; tells
 * outputs, annotations and the summary, the last also where a check refuses.
 * @throws ExuviaError
 */
export async function run({ inputs, runner, env, signal, workspace }: RunOptions): Promise<void> {
  const project = path.resolve(workspace, inputs.project)
  const annotate = openAnnotations(runner, { workspace, project })
  const findings: Finding[] = []
  const context: RunContext = {
    cwd: workspace,
    // The token reaches only what publishes, and only where publishing was asked for.
    env: { ...env, GITHUB_TOKEN: inputs.command === 'release' ? inputs.token : undefined },
    signal,
    progress: (event) => {
      if (event.kind === 'finding') {
        findings.push(event.finding)
        annotate(event.finding)
      } else {
        tell(runner, event)
      }
    },
  }
  let manifest: ReleaseManifest | undefined
  let releaseUrl: string | undefined
  try {
    if (inputs.command === 'check') {
      await check(inputs, context)
      return
    }
    const built = await buildRelease(
      { ...projectOf(inputs), targets: inputs.targets, out: inputs.out, cache: inputs.cache },
      context,
    )
    manifest = built.manifest
    tellOutputs(runner, built)
    if (inputs.command === 'release') {
      releaseUrl = await publish(inputs, built, context)
      runner.setOutput('release-url', releaseUrl)
    }
  } catch (error) {
    // A refusal brings the findings that it rests on; those of the compiler come only with it.
    if (error instanceof ExuviaError) {
      for (const finding of error.findings) context.progress({ kind: 'finding', finding })
    }
    throw error
  } finally {
    runner.addSummary(renderSummary({ manifest, releaseUrl, findings: distinct(findings) }))
  }
}

function projectOf(inputs: ActionInputs): { project: string; config?: string; version?: string } {
  return {
    project: inputs.project,
    ...(inputs.config === undefined ? {} : { config: inputs.config }),
    ...(inputs.version === undefined ? {} : { version: inputs.version }),
  }
}

async function check(inputs: ActionInputs, context: RunContext): Promise<void> {
  const { findings } = await judgeProject(projectOf(inputs), context)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    throw refusal('against-policy', `the policy refuses this project: ${errors.length} errors`, { findings })
  }
}

async function publish(inputs: ActionInputs, built: BuiltRelease, context: RunContext): Promise<string> {
  const published = await publishPaths(
    {
      paths: [path.join(built.folder, built.manifestFile), ...inputs.files],
      config: inputs.config,
      repository: inputs.repository,
      tag: inputs.tag,
      draft: inputs.draft,
      notes: inputs.notes,
      replace: inputs.replace,
    },
    context,
  )
  return published.url
}

function tellOutputs(runner: Runner, built: BuiltRelease): void {
  runner.setOutput('manifest', path.join(built.folder, built.manifestFile))
  runner.setOutput('artifacts', built.files.map((file) => path.join(built.folder, file)).join('\n'))
}

/** One line a stage and a finished thing; files are too many to name each. */
function tell(runner: Runner, event: Exclude<ProgressEvent, { kind: 'finding' }>): void {
  if (event.kind === 'stage') runner.info(`${event.stage}: ${event.detail}`)
  else if (event.stage === 'publish' || event.stage === 'pack') {
    runner.info(`  ${event.label} (${event.done} of ${event.total})`)
  }
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}
