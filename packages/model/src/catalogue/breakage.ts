import type { MessageText } from './text.ts'

/** What a program does from source, and not from bytecode. */
export const BREAKAGE = {
  'assert-removed': {
    message: '{way} breaks this: {what}{others}',
    advice:
      'a policy rule with optimize = 0 for the module keeps its asserts, and so does ship = "both" or "source"',
  },
  'docstring-removed': {
    message: '{way} breaks this: {what}{others}',
    advice:
      'a policy rule with docstrings = "keep" for the module with the docstring keeps it; "empty" is enough where None is the problem',
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
