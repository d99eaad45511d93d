import type { MessageText } from './text.ts'

/** What a program does from source, and not from bytecode. */
export const BREAKAGE = {
  'assert-removed': {
    message: '{way} breaks this: {what}{others}',
    advice: 'a policy rule with distribution = {cured} and {cure} cures this: exuvia check --suggest',
  },
  'docstring-removed': {
    message: '{way} breaks this: {what}{others}',
    advice: 'a policy rule with distribution = {cured} and {cure} cures this: exuvia check --suggest',
  },
  'source-needed': {
    message: '{way} breaks this: {what}{others}',
    advice: 'a policy rule with distribution = {cured} and {cure} cures this: exuvia check --suggest',
  },
  'folder-needed': {
    message: '{way} breaks this: {what}{others}',
    advice: 'read it through importlib.resources, or ship {cured} in a folder: a tarball or a wheel',
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
