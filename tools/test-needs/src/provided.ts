declare module 'vitest' {
  interface ProvidedContext {
    /** The command line's program, bundled from the sources as they are now. */
    readonly cli: string
  }
}

/** The name under which `bundled-cli` provides the program to `cliCommand`. */
export const CLI = 'cli'
