import { InvalidArgumentError, Option } from 'commander'

/** Collects the values of a repeatable option. */
function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

/** A repeatable option; `all` is what its absence means. */
export function repeatable(flags: string, description: string, all: string): Option {
  return new Option(flags, description).argParser(collect).default([], all)
}

/** The project's own wheels, of every command that reads a project. */
export function wheelOption(): Option {
  return repeatable('--wheel <file>', 'read the project from its own wheel; repeatable', 'none')
}

/** Parses an option with a fixed set of values. */
export function oneOf<T extends string>(...values: readonly T[]): (value: string) => T {
  return (value) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw new InvalidArgumentError(`Expected one of ${values.join(', ')}.`)
    return found
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
