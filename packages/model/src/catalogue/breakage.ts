import type { MessageText } from './text.ts'

/** What a program does from source, and not from bytecode. */
export const BREAKAGE = {
  'assert-removed': {
    message: '{way} breaks this: {what}{others}',
    advice:
      'compile.optimize = 0 keeps asserts; so does a policy rule with ship = "both" or "source" for this file',
  },
  'docstring-removed': {
    message: '{way} breaks this: {what}{others}',
    advice:
      'compile.optimize = 1 keeps docstrings; so does a policy rule with ship = "both" or "source" for this file',
  },
  'source-needed': {
    message: '{way} breaks this: {what}{others}',
    advice: 'give the file that is read a policy rule with ship = "both" or "source"',
  },
  'ignore-unused': {
    message: 'the comment "exuvia: ignore" has no effect: {problem}',
    advice: 'correct it or remove it: # exuvia: ignore[CODE] REASON',
  },
  'sources-not-examined': {
    message: '{what} not examined for asserts, docstrings and source that a program needs: {reason}',
    advice: 'exuvia doctor shows the compilers, and how to get one',
  },
} as const satisfies Record<string, MessageText>
