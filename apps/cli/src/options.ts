import { type Config, DOCSTRING_MODES, type DocstringMode, type OptimizeLevel } from '@exuvia/model'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** Collects the values of a repeatable option. */
function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

/** A repeatable option; `all` is what its absence means. */
export function repeatable(flags: string, description: string, all: string): Option {
  return new Option(flags, description).argParser(collect).default([], all)
}

/** The project's own wheels, of every command that reads a project. `spreadWheels` lets it take several. */
export function wheelOption(): Option {
  return repeatable('--wheel <file>', 'read the project from its own wheels: dist/*.whl', 'none')
}

/**
 * Repeats `--wheel` before each further wheel that follows it, because a shell expands `--wheel dist/*.whl` to several
 * arguments. An option with many values, as commander has them, would take the other arguments of a command too.
 */
export function spreadWheels(args: readonly string[]): string[] {
  const spread: string[] = []
  for (const [index, argument] of args.entries()) {
    if (argument === '--') return [...spread, ...args.slice(index)]
    const isFurther = isWheel(argument) && spread.at(-2) === '--wheel' && isWheel(spread.at(-1))
    if (isFurther) spread.push('--wheel')
    spread.push(argument)
  }
  return spread
}

function isWheel(argument = ''): boolean {
  return argument.endsWith('.whl')
}

/** Parses an option with a fixed set of values. */
export function oneOf<T extends string>(...values: readonly T[]): (value: string) => T {
  return (value) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw new InvalidArgumentError(`Expected one of ${values.join(', ')}.`)
    return found
  }
}

/** Parses a whole number within bounds, both included. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** Of every command that reads a project's dependencies. */
export function lockedOption(): Option {
  return new Option('--locked', 'require a lock file for the dependencies')
}

/** Of every command that reads a project's dependencies. */
export function offlineOption(): Option {
  return new Option('--offline', 'take wheels from the cache alone, without network')
}

/** Of every command that compares sizes with an earlier release. */
export function previousOption(): Option {
  return new Option('--previous <path>', 'the earlier release for budgets of growth (default: GitHub)')
}

/** How Python is compiled; without a flag the configuration decides, or the default. */
export interface LevelFlags {
  readonly optimize?: OptimizeLevel
  readonly docstrings?: DocstringMode
}

/** Adds them with what the absence of each means. */
export function withLevelOptions(command: Command, optimize: string, docstrings: string): Command {
  const level = oneOf('0', '1', '2')
  return command
    .addOption(
      new Option(
        '--optimize <level>',
        `0, 1 (removes asserts) or 2 (removes docstrings too; default: ${optimize})`,
      ).argParser((value) => Number(level(value)) as OptimizeLevel),
    )
    .addOption(
      new Option(
        '--docstrings <mode>',
        `keep, empty ("" in their place) or strip (default: ${docstrings})`,
      ).argParser(oneOf(...DOCSTRING_MODES)),
    )
}

/** The same for commands that read a configuration. */
export function withConfiguredLevel(command: Command): Command {
  return withLevelOptions(command, 'compile.optimize', 'compile.docstrings')
}

/** Changes the config's levels to those of the command line. The rules of the policy stay. */
export function levelOverride({ optimize, docstrings }: LevelFlags): (config: Config) => Config {
  return (config) => ({
    ...config,
    compile: {
      ...config.compile,
      optimize: optimize ?? config.compile.optimize,
      docstrings: docstrings ?? config.compile.docstrings,
    },
  })
}
