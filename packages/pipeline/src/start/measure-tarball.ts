import path from 'node:path'
import {
  type CompilerInfo,
  type Config,
  type Plan,
  type StartOfCommand,
  type TarballManifest,
  usageError,
} from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { chooseInterpreter } from '../trial/choose-interpreter.ts'
import { type TriedCommand, chooseCommands } from '../trial/run-command.ts'
import { sourceOf } from '../trial/sources.ts'
import type { Surroundings } from '../trial/surroundings.ts'
import { prepareForms } from './forms.ts'
import { type MeasureWishes, measureCommand } from './measure-command.ts'

export interface TarballWishes extends MeasureWishes {
  /** Names of commands; none: all. */
  readonly commands: readonly string[]
}

/** What was measured, and with which Python. */
export interface MeasuredCommands {
  readonly python: string
  readonly commands: readonly StartOfCommand[]
}

/**
 * Measures how long the commands of a tarball take to start; a text says why nothing was measured.
 * @throws usage errors `no-command-to-measure`, `no-command-to-try`
 */
export async function measureTarball(
  { file, about }: { readonly file: string; readonly about: TarballManifest },
  config: Config,
  wishes: TarballWishes,
  planOnce: () => Promise<Plan | string>,
  surroundings: Surroundings,
  context: RunContext,
): Promise<MeasuredCommands | string> {
  const toolchain = await chooseInterpreter(about, config, context, false)
  if (typeof toolchain === 'string') return toolchain
  const chosen = choose(about, config, wishes.commands, path.basename(file))
  if (chosen.length === 0) return 'it has no command that a launcher starts'
  const { runtime, version, magic, kind } = toolchain
  const compiler: CompilerInfo = { runtime, version, magic, toolchain: kind }
  const plan = await planOnce()
  const source = typeof plan === 'string' ? plan : sourceOf(plan, about, compiler, context)
  const starters = await prepareForms({ file, about, toolchain, source }, surroundings, context)
  const commands: StartOfCommand[] = []
  for (const command of chosen) {
    commands.push(await measureCommand(command, toolchain.entry, starters, wishes, surroundings, context))
    const progress = { label: command.label, done: commands.length, total: chosen.length }
    context.progress({ kind: 'count', stage: 'measure', ...progress })
  }
  return { python: version, commands }
}

/** The commands that a launcher starts, as a trial runs them. */
function choose(
  about: TarballManifest,
  config: Config,
  names: readonly string[],
  file: string,
): TriedCommand[] {
  const { commands, missing } = chooseCommands(about, config.try.commands)
  if (missing.length > 0) throw usageError('no-command-to-try', { names: missing, file })
  // Another script belongs to a distribution and starts by its #! line.
  const launched = commands.filter((command) => command.file.distribution === undefined)
  const known = new Set(launched.map(nameOf))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    const has = known.size === 0 ? 'none' : [...known].join(', ')
    throw usageError('no-command-to-measure', { names: unknown, file, commands: has })
  }
  return names.length === 0 ? launched : launched.filter((command) => names.includes(nameOf(command)))
}

function nameOf({ file }: TriedCommand): string {
  return path.posix.basename(file.path)
}
