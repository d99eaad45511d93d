import { ExuviaError } from '@exuvia/model'

/** Exit codes, the same for every command. */
export const EXIT = { done: 0, refused: 1, usage: 2, outside: 3, interrupted: 130, terminated: 143 } as const

/** The exit code of an error. A bug counts as an outside failure, because the user did not cause it. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ExuviaError ? EXIT[error.kind] : EXIT.outside
}
