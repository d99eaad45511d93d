import path from 'node:path'

import { ExuviaError, type Finding, type ReleaseManifest, refusal } from '@exuvia/model'
import {
  type BudgetLine,
  type BuildOptions,
  type Release,
  type FoundManifest,
  type ProjectOptions,
  type PublishPathsOptions,
  type Publishing,
  type RunContext,
  buildPart,
  buildRelease,
  commentOnPull,
  earlierRelease,
  findManifest,
  judgeProject,
  previousRelease,
  markdownText,
  mergeParts,
  planMatrix,
  planProject,
  publishPaths,
  releaseProject,
  writeCommentData,
  writePage,
} from '@exuvia/pipeline'

import { restoreBytecode } from './bytecode-cache.ts'
import type { ActionCommand } from './commands.ts'
import { readOwnPull, readPullEvent } from './event.ts'
import type { ActionInputs } from './inputs.ts'
import type { Runner } from './runner.ts'
import { IDENTITY_TOKEN, type Secrets } from './secrets.ts'
import { countOf } from './severity.ts'

/** The input of a command, and the place for its result. */
interface Step {
  readonly inputs: ActionInputs
  readonly runner: Runner
  /** Contains no token; `withToken` adds it. */
  readonly context: RunContext
  readonly secrets: Secrets
  /** Findings so far. */
  readonly findings: () => readonly Finding[]
  readonly outcome: Outcome
}

/** The result of a command for outputs and summary; partial if it failed. */
export interface Outcome {
  manifest?: ReleaseManifest | undefined
  /** Absolute path. */
  manifestPath?: string
  /** Absolute paths. */
  artifacts?: readonly string[]
  matrix?: object
  /** The last published release. */
  previous?: ReleaseManifest | undefined
  release?: Publishing
  /** Absolute path of the findings in SARIF. */
  sarif?: string
  /** Absolute path of the page of the release. */
  report?: string
  /** All limits of the budget, as far as the run came to measure them. */
  budget?: readonly BudgetLine[]
  /** The release that they measured, which a budget may have refused. */
  measured?: ReleaseManifest | undefined
  /** Markdown for the summary. */
  readonly lines: string[]
}

export const STEPS: Readonly<Record<ActionCommand, (step: Step) => Promise<void>>> = {
  check,
  plan,
  build,
  merge,
  publish,
  release,
  comment,
}

async function check(step: Step): Promise<void> {
  const { context, outcome } = step
  const { findings } = await judgeProject({ ...projectOf(step), ...growthOf(step) }, context)
  for (const finding of findings) context.progress({ kind: 'finding', finding })
  const errors = countOf('error', findings)
  if (errors > 0) {
    const count = `${errors} ${errors === 1 ? 'error' : 'errors'}`
    throw refusal('policy', { errors: count }, { findings })
  }
  outcome.lines.push('The project passed the policy check.')
}

async function build(step: Step): Promise<void> {
  const { inputs, runner, secrets, outcome } = step
  const stored = await restoreBytecode(inputs, secrets.runtimeToken, step.context, runner)
  if (inputs.part) {
    const { folder, partFile, files, part } = await buildPart(buildOf(step), stored.context)
    tellMade(outcome, { folder, files, manifest: part.manifest, manifestFile: partFile })
  } else {
    await whole(step, await withFigures(step, () => buildRelease(buildOf(step), stored.context)))
  }
  await stored.save()
}

async function publish(step: Step): Promise<void> {
  const { inputs, context, outcome } = step
  const found = await manifestAt(inputs.paths, context)
  if (found !== undefined) {
    outcome.manifest = found.manifest
    outcome.manifestPath = found.file
  }
  const paths = [...inputs.paths, ...inputs.files]
  tellPublished(outcome, await publishPaths({ ...publicationOf(inputs), paths }, withToken(step)))
  if (found !== undefined) outcome.previous = await before(step, found.manifest)
}

function tellPublished(outcome: Outcome, published: Publishing): void {
  outcome.release = published
  const { provenance } = published
  if (provenance === undefined) return
  const state = provenance.new || provenance.state === 'unsigned' ? provenance.state : 'already signed'
  const { files, sbom } = provenance
  const described = sbom === undefined ? '' : ` and SBOM of ${sbom} ${sbom === 1 ? 'archive' : 'archives'}`
  outcome.lines.push(`Provenance of ${files} files${described}: ${state}.`)
}

/** The manifest of the published release; undefined for files without one. */
async function manifestAt(paths: readonly string[], context: RunContext): Promise<FoundManifest | undefined> {
  for (const given of paths) {
    try {
      return await findManifest(given, context)
    } catch (error) {
      if (!(error instanceof ExuviaError)) throw error
    }
  }
  return undefined
}

async function release(step: Step): Promise<void> {
  const { inputs, runner, secrets, outcome } = step
  const stored = await restoreBytecode(inputs, secrets.runtimeToken, withToken(step), runner)
  const { built, published } = await releaseProject(
    buildOf(step),
    { ...publicationOf(inputs), paths: inputs.files },
    stored.context,
    async (made) => {
      tellMade(outcome, made)
      await stored.save()
    },
  )
  tellPublished(outcome, published)
  await whole(step, built)
}

type Made = Pick<Release, 'folder' | 'files' | 'manifest' | 'manifestFile'>

function tellMade(outcome: Outcome, { folder, files, manifest, manifestFile }: Made): void {
  outcome.manifest = manifest
  outcome.manifestPath = path.join(folder, manifestFile)
  outcome.artifacts = files.map((file) => path.join(folder, file))
}

/** Records a whole release on disk: its outputs, and the figures for a comment on a pull request. */
async function whole(step: Step, built: Release): Promise<void> {
  const { findings, outcome } = step
  tellMade(outcome, built)
  outcome.previous = await before(step, built.manifest)
  await page(step, built)
  await figures(step, built.manifest, findings())
}

/** Builds. If the budget refuses the release, its figures are for the comment too: then they matter most. */
async function withFigures(step: Step, work: () => Promise<Release>): Promise<Release> {
  try {
    return await work()
  } catch (error) {
    const { findings, outcome } = step
    if (!(error instanceof ExuviaError) || error.code !== 'budget-exceeded' || outcome.measured === undefined)
      throw error
    outcome.previous = await before(step, outcome.measured)
    await figures(step, outcome.measured, [...findings(), ...error.findings])
    throw error
  }
}

/** Writes the figures of a release for the job that comments on a pull request. */
async function figures(
  { inputs, runner, context, outcome }: Step,
  manifest: ReleaseManifest,
  findings: readonly Finding[],
): Promise<void> {
  if (inputs.commentData === undefined) return
  const own = readOwnPull(context.env)
  if (own === undefined) {
    runner.info(`no pull request: ${inputs.commentData} was not written`)
    return
  }
  const { pull, head } = own
  const { previous, budget } = outcome
  const about = { manifest, previous, findings, budget, pull, head }
  await writeCommentData(inputs.commentData, about, context)
}

/** The page that the build wrote, or the one that an input asks for: it has the change since the last release. */
async function page({ inputs, context, outcome }: Step, built: Release): Promise<void> {
  const own = built.files.find((name) => name.endsWith('.report.html'))
  if (own !== undefined) outcome.report = path.join(built.folder, own)
  if (inputs.report === undefined) return
  const file = path.join(built.folder, built.manifestFile)
  const { manifest } = built
  outcome.report = await writePage(
    { file, manifest },
    { previous: outcome.previous, out: inputs.report },
    context,
  )
}

async function comment(step: Step): Promise<void> {
  const { inputs, runner, context, outcome } = step
  const report = await commentOnPull(
    {
      data: inputs.commentData ?? '',
      repository: inputs.repository ?? context.env['GITHUB_REPOSITORY'] ?? '',
      event: readPullEvent(context.env),
      project: inputs.project,
      previous: (name) => before(step, { name }),
    },
    withToken(step),
  )
  const said =
    report.state === 'outdated'
      ? `#${report.pull} has a newer commit, whose run will comment.`
      : `The comment on #${report.pull} was ${report.state}: ${report.url ?? ''}`
  runner.info(said)
  outcome.lines.push(said)
}

/** Finds the last published release of a project, before this run. */
async function before(
  step: Step,
  { name, version }: { readonly name: string; readonly version?: string },
): Promise<ReleaseManifest | undefined> {
  const { project, config, repository } = step.inputs
  const tag = step.outcome.release?.tag
  const found = await previousRelease({ project, config, repository, name, version, tag }, withToken(step))
  return found?.manifest
}

function projectOf({ inputs, context, secrets }: Step): ProjectOptions {
  const { command, project, config, version, wheels, locked, offline } = inputs
  const hasIdentity =
    secrets.identityToken !== undefined || (context.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '') !== ''
  // A backend runs code of the project and of an index, beside the Action and its token.
  const isPrivileged = command === 'release' || hasIdentity
  return { project, config, version, wheels, locked, offline, isPrivileged }
}

function buildOf(step: Step): BuildOptions {
  const { targets, out, cache, allowDirty } = step.inputs
  return { ...projectOf(step), targets, out, cache, allowDirty, ...growthOf(step) }
}

/** What a budget measures growth against; only this search gets the token, and no code of the project. */
function growthOf(step: Step): Pick<BuildOptions, 'findPrevious'> {
  const { project, config, repository, offline } = step.inputs
  return {
    findPrevious: (about) => earlierRelease(about, { project, config, repository, offline }, withToken(step)),
  }
}

function publicationOf(inputs: ActionInputs): Omit<PublishPathsOptions, 'paths'> {
  const { project, config, repository, tag, title, draft, prerelease } = inputs
  const { latest, notes, appendNotes, discussion, replace, provenance } = inputs
  const about = { repository, tag, title, draft, prerelease, latest, notes, appendNotes, discussion }
  return { project, config, ...about, replace, provenance }
}

/** Adds the tokens, for code that calls GitHub. */
function withToken({ context, inputs, secrets }: Step): RunContext {
  const tokens = { GITHUB_TOKEN: inputs.token, [IDENTITY_TOKEN]: secrets.identityToken }
  return { ...context, env: { ...context.env, ...tokens } }
}

async function plan(step: Step): Promise<void> {
  const { context, outcome } = step
  const planned = await planProject(buildOf(step), context)
  const matrix = planMatrix(planned)
  outcome.matrix = matrix
  outcome.lines.push(`Jobs: ${matrix.include.map(({ target }) => markdownText(target)).join(', ')}.`)
}

async function merge(step: Step): Promise<void> {
  const { inputs, context } = step
  const { paths: parts, out, project, config } = inputs
  const merging = { parts, out, project, config, ...growthOf(step) }
  await whole(step, await withFigures(step, () => mergeParts(merging, context)))
}
