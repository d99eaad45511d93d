import type { ArtifactKind, CompilerInfo, ReleaseWheel } from '@exuvia/model'
import { z } from 'zod'
import type { Statement } from './statement.ts'

/** The build type that `docs/provenance.md` describes, identified by the package's name. */
export const BUILD_TYPE = 'pkg:npm/exuvia#build-type/release/v1'
/** The builder of unsigned statements: anyone who runs Exuvia on their own machine. */
const LOCAL_BUILDER = 'pkg:npm/exuvia#builder/local/v1'

/** Facts about how a release was built, independent of who ran it. */
export interface BuildFacts {
  /** `https://github.com`, or an own GitHub server. */
  readonly serverUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly tag: string
  readonly name: string
  readonly version: string
  /** Git commit that was built. */
  readonly commit: string | undefined
  /** Seconds since 1970. */
  readonly sourceDate: number
  readonly artifacts: readonly { readonly kind: ArtifactKind; readonly target?: string }[]
  readonly compilers: readonly CompilerInfo[]
  /** Wheels whose files are in the release. */
  readonly wheels: readonly ReleaseWheel[]
  /** The file with the config, and its SHA-256; undefined if there is none. */
  readonly config: { readonly path: string; readonly sha256: string } | undefined
  /** Names of additional files. */
  readonly alongside: readonly string[]
}

/** A run of GitHub Actions, from the claims of its identity token. */
export interface ActionsRun {
  readonly serverUrl: string
  readonly repository: string
  readonly ref: string
  readonly sha: string
  /** `owner/name/.github/workflows/release.yml@refs/tags/v1`: the workflow that started. */
  readonly workflowRef: string
  /** The same for the workflow that contains the job; it differs for a called workflow. */
  readonly jobWorkflowRef: string
  readonly runId: string
  readonly runAttempt: string
  readonly eventName: string
  readonly repositoryId: string
  readonly repositoryOwnerId: string
  readonly runnerEnvironment: string
  /** `public`, `private` or `internal`. */
  readonly visibility: string
}

/**
 * The SLSA v1 predicate of a release (https://slsa.dev/spec/v1.0/provenance): parameters,
 * inputs, and who ran it. It contains no time and, outside Actions, nothing about the machine,
 * so that everyone who publishes the same release makes the same statement.
 */
export function describeBuild(facts: BuildFacts, run?: ActionsRun): Readonly<Record<string, unknown>> {
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: externalParameters(facts, run),
      internalParameters: {
        sourceDate: facts.sourceDate,
        ...(run === undefined
          ? {}
          : {
              github: {
                event_name: run.eventName,
                repository_id: run.repositoryId,
                repository_owner_id: run.repositoryOwnerId,
                runner_environment: run.runnerEnvironment,
              },
            }),
      },
      resolvedDependencies: resolvedDependencies(facts, run),
    },
    runDetails:
      run === undefined
        ? { builder: { id: LOCAL_BUILDER } }
        : {
            builder: { id: `${run.serverUrl}/${run.jobWorkflowRef}` },
            metadata: {
              invocationId: `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt}`,
            },
          },
  }
}

const OURS = z.looseObject({
  buildDefinition: z.looseObject({
    buildType: z.literal(BUILD_TYPE),
    externalParameters: z.looseObject({ ref: z.string() }),
  }),
})

/** Whether Exuvia made a statement about the release of a tag. This proves nothing in it. */
export function isReleaseBuild(statement: Pick<Statement, 'predicate'>, tag: string): boolean {
  return releaseRef(statement) === tagRef(tag)
}

/** Returns the ref of the release that a statement of Exuvia is about; undefined for other statements. */
export function releaseRef({ predicate }: Pick<Statement, 'predicate'>): string | undefined {
  return OURS.safeParse(predicate).data?.buildDefinition.externalParameters.ref
}

function tagRef(tag: string): string {
  return `refs/tags/${tag}`
}

/** Everything that the user of the build could choose. */
function externalParameters(facts: BuildFacts, run: ActionsRun | undefined): Record<string, unknown> {
  const { config } = facts
  return {
    repository: `${facts.serverUrl}/${facts.repository}`,
    ref: tagRef(facts.tag),
    ...(run === undefined ? {} : { workflow: workflowOf(run) }),
    name: facts.name,
    version: facts.version,
    targets: [...new Set(facts.artifacts.flatMap(({ target }) => target ?? []))],
    sourceTwin: facts.artifacts.some(({ kind }) => kind === 'source'),
    ...(config === undefined ? {} : { config: { name: config.path, digest: { sha256: config.sha256 } } }),
    ...(facts.alongside.length === 0 ? {} : { alongside: facts.alongside }),
  }
}

/** As GitHub's own build type has it: https://actions.github.io/buildtypes/workflow/v1 */
function workflowOf(run: ActionsRun): Record<string, string> {
  const [workflow = ''] = run.workflowRef.split('@')
  return {
    ref: run.ref,
    repository: `${run.serverUrl}/${run.repository}`,
    path: workflow.startsWith(`${run.repository}/`) ? workflow.slice(run.repository.length + 1) : workflow,
  }
}

function resolvedDependencies(facts: BuildFacts, run: ActionsRun | undefined): Record<string, unknown>[] {
  const source = `git+${facts.serverUrl}/${facts.repository}`
  const { commit } = facts
  const sources =
    commit === undefined ? [] : [{ uri: `${source}@${tagRef(facts.tag)}`, digest: { gitCommit: commit } }]
  // The workflow's own commit, if it differs from the built one.
  const workflow =
    run === undefined || run.sha === commit
      ? []
      : [{ uri: `git+${run.serverUrl}/${run.repository}@${run.ref}`, digest: { gitCommit: run.sha } }]
  return [
    ...sources,
    ...workflow,
    ...facts.compilers.map(({ runtime, version, ...annotations }) => ({
      name: runtime,
      uri: `pkg:generic/${implementationOf(runtime)}@${version}`,
      annotations,
    })),
    // The origin of a wheel is unknown, so it has a name and a digest but no address.
    ...facts.wheels.map(({ file, name, version, sha256 }) => ({
      name: file,
      digest: { sha256 },
      annotations: { distribution: name, version },
    })),
  ]
}

function implementationOf(runtime: string): string {
  if (runtime.startsWith('pp')) return 'pypy'
  return runtime.startsWith('mpy') ? 'mpy-cross' : 'cpython'
}
