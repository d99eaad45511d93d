import { ExuviaError } from '@exuvia/model'

/** What a shell or CI sees: the same for every command. */
export const EXIT = { done: 0, refused: 1, usage: 2, outside: 3, interrupted: 130 } as const

/** The exit code of an error: who has to act. A bug counts as a failure from outside of what the user did. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ExuviaError ? EXIT[error.kind] : EXIT.outside
}
