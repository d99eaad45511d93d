import { usageError } from '@exuvia/model'
import { nearest } from '@exuvia/model'

import { type ActionCommand, COMMANDS, INPUTS, type InputName, NEED_TOKEN } from './commands.ts'

/** The Action's inputs after checking. Undefined: the config or the pipeline decides. */
export interface ActionInputs {
  readonly command: ActionCommand
  readonly project: string
  readonly config: string | undefined
  readonly version: string | undefined
  /** Files or globs. */
  readonly wheels: readonly string[]
  readonly locked: boolean
  readonly offline: boolean
  readonly targets: readonly string[]
  readonly part: boolean
  readonly out: string | undefined
  readonly cache: boolean | undefined
  /** Why files that the commit does not contain may be published. */
  readonly allowDirty: string | undefined
  readonly paths: readonly string[]
  readonly files: readonly string[]
  readonly repository: string | undefined
  readonly tag: string | undefined
  readonly title: string | undefined
  readonly draft: boolean | undefined
  readonly prerelease: boolean | undefined
  readonly latest: 'true' | 'false' | 'legacy' | undefined
  readonly replace: boolean
  readonly notes: string | undefined
  readonly appendNotes: boolean | undefined
  readonly discussion: string | undefined
  readonly provenance: boolean | undefined
  readonly commentData: string | undefined
  /** The file for the findings in SARIF. */
  readonly sarif: string | undefined
  /** The file for the page of the release. */
  readonly report: string | undefined
  readonly token: string | undefined
}

/**
 * Reads the inputs that the runner passes as `INPUT_<NAME>`.
 * @throws usage error `bad-input`, which names the input, or `no-token`
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionInputs {
  const command = readCommand(rawInput(env, 'command') ?? 'build')
  const input = (name: InputName): string | undefined => {
    const value = rawInput(env, name)
    const takers: readonly string[] = INPUTS[name]
    if (value === undefined || takers.includes(command)) return value
    throw wrong(name, `applies to ${inWords(takers)} only, not to "${command}"`, 'remove it')
  }
  const inputs: ActionInputs = {
    command,
    project: oneLine('project', input('project')) ?? '.',
    config: oneLine('config', input('config')),
    version: oneLine('version', input('version')),
    wheels: linesOf(input('wheel')),
    locked: choiceOf('locked', input('locked')) ?? false,
    offline: choiceOf('offline', input('offline')) ?? false,
    targets: targetsOf(input('targets')),
    part: choiceOf('part', input('part')) ?? false,
    out: oneLine('out', input('out')),
    cache: choiceOf('cache', input('cache')),
    allowDirty: oneLine('allow-dirty', input('allow-dirty')),
    paths: linesOf(input('paths')),
    files: linesOf(input('files')),
    repository: repositoryOf(input('repository')),
    tag: tagOf(input('tag')) ?? (takes('tag', command) ? startingTag(env) : undefined),
    title: oneLine('title', input('title')),
    draft: choiceOf('draft', input('draft')),
    prerelease: choiceOf('prerelease', input('prerelease')),
    latest: latestOf(input('latest')),
    replace: choiceOf('replace', input('replace')) ?? false,
    notes: oneLine('notes', input('notes')),
    appendNotes: choiceOf('append-notes', input('append-notes')),
    discussion: oneLine('discussion-category', input('discussion-category')),
    provenance: choiceOf('provenance', input('provenance')),
    commentData: oneLine('comment-data', input('comment-data')),
    sarif: oneLine('sarif', input('sarif')),
    report: oneLine('report', input('report')),
    token: oneLine('token', input('token')),
  }
  checkNeeds(inputs)
  return inputs
}

/** An input's value; undefined if empty, because the runner passes a missing input as empty. */
function rawInput(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  return value === '' ? undefined : value
}

function readCommand(value: string): ActionCommand {
  const command = COMMANDS.find((name) => name === value)
  if (command !== undefined) return command
  const near = nearest(value, COMMANDS)
  throw wrong(
    'command',
    `must be one of ${COMMANDS.join(', ')}, not "${value}"`,
    near === undefined ? undefined : `did you mean "${near}"?`,
  )
}

function checkNeeds({ command, paths, part, commentData, token }: ActionInputs): void {
  const right = NEED_TOKEN[command]
  if (right !== undefined && token === undefined) {
    throw usageError('token-input-empty', { command, right })
  }
  if ((command === 'merge' || command === 'publish') && paths.length === 0) {
    const what = command === 'merge' ? "the parts' folders" : "the release's folder"
    throw wrong('paths', `is required by the command "${command}": it names ${what}`)
  }
  if (command === 'comment' && commentData === undefined) {
    throw wrong('comment-data', 'is required by the command "comment": it names the file from a build')
  }
  if (part && commentData !== undefined) {
    throw wrong(
      'comment-data',
      'applies to a whole release, but "part" is true',
      'set it for the command "merge"',
    )
  }
}

function takes(name: InputName, command: ActionCommand): boolean {
  const takers: readonly string[] = INPUTS[name]
  return takers.includes(command)
}

/** A tag by its name or by `github.ref`. */
function tagOf(value: string | undefined): string | undefined {
  const tag = oneLine('tag', value)?.replace(/^refs\/tags\//, '')
  if (tag?.startsWith('refs/') !== true) return tag
  throw wrong('tag', `must be the name of a tag, not "${tag}"`, 'remove it, or set a tag such as v1.2.0')
}

/** The tag whose push started the workflow. */
function startingTag(env: NodeJS.ProcessEnv): string | undefined {
  return env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : undefined
}

/** Booleans of YAML 1.2's core schema, as in the runner's own toolkit. */
function choiceOf(name: InputName, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (/^(?:true|True|TRUE)$/.test(value)) return true
  if (/^(?:false|False|FALSE)$/.test(value)) return false
  throw wrong(name, `must be true or false, not "${value}"`)
}

function latestOf(value: string | undefined): ActionInputs['latest'] {
  if (value === undefined || value === 'true' || value === 'false' || value === 'legacy') return value
  throw wrong('latest', `must be true, false or legacy, not "${value}"`)
}

function targetsOf(value: string | undefined): string[] {
  const targets = (value ?? '').split(/[\s,]+/).filter((target) => target !== '')
  for (const target of targets) {
    if (!/^[a-z]+[0-9]+(?:-[a-z0-9_]+)?$/.test(target)) {
      throw wrong('targets', `must contain targets such as cp312-any; "${target}" is not one`)
    }
  }
  return targets
}

function repositoryOf(value: string | undefined): string | undefined {
  if (value === undefined || /^[\w.-]+\/[\w.-]+$/.test(value)) return value
  throw wrong('repository', `must be OWNER/NAME, not "${value}"`)
}

function linesOf(value: string | undefined): string[] {
  return (value ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function oneLine(name: InputName, value: string | undefined): string | undefined {
  // The message must not show a token's value.
  if (value === undefined || !/[\r\n\0]/.test(value)) return value
  throw wrong(name, 'must be a single line')
}

function inWords(commands: readonly string[]): string {
  const named = commands.map((name) => `"${name}"`)
  const last = named.at(-1) ?? ''
  return named.length === 1 ? last : `${named.slice(0, -1).join(', ')} and ${last}`
}

function wrong(name: InputName | 'command', problem: string, hint?: string): Error {
  return usageError('bad-input', { input: name, problem, advice: hint === undefined ? [] : [hint] })
}
