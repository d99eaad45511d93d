import { ExuviaError, messageOf, outsideError } from '@exuvia/model'
import type { RunContext } from '@exuvia/pipeline'
import { type Command, Option } from 'commander'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { createProgress } from './progress.ts'
import { createStopSignal } from './stop.ts'
import { printFindings } from './finding-printer.ts'
import { indent, paint, printJson, safe, say } from './terminal.ts'

/** Options of every command. */
export interface CommonOptions {
  readonly json?: boolean
  readonly config?: string
  readonly quiet?: boolean
  readonly trace?: boolean
}

/** Adds the options of every command after the command's own. */
export function withCommonOptions(command: Command): Command {
  // `compile` has its own `--debug LEVEL`. Elsewhere `--debug` works like `--trace`, as in other tools.
  if (command.options.every((option) => option.long !== '--debug')) {
    command.addOption(new Option('--debug').hideHelp().implies({ trace: true }))
  }
  return command
    .option('--json', 'print the result as JSON on stdout')
    .option('--config <file>', 'read the configuration from this file')
    .option('-q, --quiet', 'print only errors and the result')
    .option('--trace', 'print stack traces with errors')
}

/** The result of a command's work: `true` or nothing for success, `false` for a failed check. */
export type Outcome = boolean | void

/**
 * Runs a command's work with a context, progress and Ctrl-C, and turns its result or
 * error into output and an exit code. Every command ends here.
 */
export async function run(
  options: CommonOptions,
  work: (context: RunContext) => Promise<Outcome>,
): Promise<void> {
  const signal = createStopSignal()
  const progress = createProgress({ quiet: options.quiet ?? false, json: options.json ?? false })
  try {
    const outcome = await work({
      cwd: process.cwd(),
      env: process.env,
      signal,
      progress: progress.show,
    })
    progress.end()
    process.exitCode = outcome === false ? EXIT.refused : EXIT.done
  } catch (error) {
    progress.end()
    // The interrupted work may report where it stopped; any other error is a consequence of stopping it.
    const isReported = error instanceof ExuviaError && error.kind === 'interrupted'
    exitWith(signal.aborted && !isReported ? signal.reason : error, {
      json: options.json ?? false,
      trace: options.trace ?? false,
    })
  }
}

/** Reports an error to a person or a machine, and sets the exit code. */
export function exitWith(
  thrown: unknown,
  options: { readonly json: boolean; readonly trace: boolean },
): void {
  const error = named(thrown)
  process.exitCode = exitCodeOf(error)
  const known = error instanceof ExuviaError ? error : undefined
  if (options.json) {
    printJson({
      schema: 'exuvia.error/1',
      kind: known?.kind ?? 'bug',
      code: known?.code ?? 'bug',
      args: known?.args ?? {},
      message: messageOf(error),
      hint: known?.hint ?? null,
      findings: known?.findings ?? [],
    })
  }
  if (!options.json) {
    printFindings(
      (known?.findings ?? []).filter(({ severity }) => severity === 'error'),
      say,
    )
    const label =
      known?.kind === 'interrupted' ? paint('yellow', 'stopped:') : paint(['red', 'bold'], 'error')
    say(`${label} ${known?.message ?? safe(messageOf(error))}`)
    if (known?.hint !== undefined) say(indent(known.hint))
  }
  if (known === undefined && !options.json) {
    say(indent('this may be a bug in Exuvia; run it again with --trace and report it'))
  }
  if (options.trace && error instanceof Error) say(paint('dim', safe(stackOf(error))))
}

/** An error of a system call (`EIO`, `ELOOP`) that nothing explained is a failure outside, not a bug. */
function named(error: unknown): unknown {
  const isSystem = error instanceof Error && 'syscall' in error && !(error instanceof ExuviaError)
  return isSystem ? outsideError('system-error', { reason: error.message }, { cause: error }) : error
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
