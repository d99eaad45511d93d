import { inject } from 'vitest'

import { CLI } from './provided.ts'

/** The command that starts the command line, which `bundled-cli` bundled. */
export function cliCommand(): [program: string, ...args: string[]] {
  return [process.execPath, inject(CLI)]
}
