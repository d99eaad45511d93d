import { usageError } from '@exuvia/model'

const COMMANDS = ['check', 'build', 'release'] as const

/** What the Action does: judge; judge and build; judge, build and publish. */
export type ActionCommand = (typeof COMMANDS)[number]

/** The Action's inputs, read and checked. Undefined: the config or the pipeline decides. */
export interface ActionInputs {
  readonly command: ActionCommand
  readonly project: string
  readonly config: string | undefined
  readonly version: string | undefined
  readonly targets: readonly string[]
  readonly out: string | undefined
  readonly cache: boolean
  readonly repository: string | undefined
  readonly tag: string | undefined
  readonly draft: boolean | undefined
  readonly replace: boolean
  readonly notes: string | undefined
  readonly files: readonly string[]
  readonly token: string | undefined
}

/**
 * Reads the inputs that the runner hands over as `INPUT_<NAME>`.
 * @throws usage error `bad-input` or `no-token`
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionInputs {
  const text = (name: string): string | undefined => {
    const value = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
    return value === '' ? undefined : value
  }
  const choice = (name: string): boolean | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    // The words of YAML 1.2's core schema, as the runner's own toolkit takes them.
    if (/^(?:true|True|TRUE)$/.test(value)) return true
    if (/^(?:false|False|FALSE)$/.test(value)) return false
    throw usageError('bad-input', `the input "${name}" is true or false, and is "${value}"`)
  }
  const command = readCommand(text('command') ?? 'build')
  const token = text('token')
  if (command === 'release' && token === undefined) {
    throw usageError('no-token', 'the command "release" needs a token, and the input "token" is empty', {
      hint: 'leave the input out, and give the job "permissions: contents: write"',
    })
  }
  return {
    command,
    project: text('project') ?? '.',
    config: text('config'),
    version: text('version'),
    targets: (text('targets') ?? '').split(/[\s,]+/).filter((target) => target !== ''),
    out: text('out'),
    cache: choice('cache') ?? true,
    repository: text('repository'),
    tag: text('tag') ?? (env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : undefined),
    draft: choice('draft'),
    replace: choice('replace') ?? false,
    notes: text('notes'),
    files: (text('files') ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    token,
  }
}

function readCommand(value: string): ActionCommand {
  const command = COMMANDS.find((name) => name === value)
  if (command === undefined) {
    throw usageError('bad-input', `the input "command" is one of ${COMMANDS.join(', ')}, and is "${value}"`)
  }
  return command
}
