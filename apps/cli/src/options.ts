import { InvalidArgumentError } from 'commander'

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

/** For an option with few values: names them where another was given. */
export function oneOf<T extends string>(...values: readonly T[]): (value: string) => T {
  return (value) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${values.join(', ')}.`)
    return found
  }
}
