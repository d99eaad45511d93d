import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The command line's program, bundled from the sources as they are now. */
    readonly cli: string
  }
}

/** The command that starts the command line, which `bundled-cli` bundled. */
export function cliCommand(): [program: string, ...args: string[]] {
  return [process.execPath, inject('cli')]
}
