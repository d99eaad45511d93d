import type { MessageText } from './text.ts'

/** Finding and running compilers, and the cache of what they wrote. */
export const TOOLCHAINS = {
  'runtime-unknown': {
    message: '"{runtime}" is not a runtime that Exuvia compiles for',
    advice: 'a runtime is an implementation and a version: cp312, cp27, pp39',
  },
  'no-embedded-compiler': {
    message: 'no embedded compiler exists for {runtime}; available: {available}',
    advice: 'use a native interpreter: --toolchain native',
  },
  'toolchain-not-found': {
    message: 'no compiler for {runtime}: {reason}',
    advice: 'install one:\n{commands:lines}',
  },
  'not-an-interpreter': {
    message: 'toolchain "{asked}" is not an interpreter for {runtime}: {reason}',
    advice: 'give "auto", "native", "embedded" or the path of an interpreter',
  },
  'wrong-interpreter': {
    message: 'toolchain "{asked}" is {found}; expected {expected}',
    advice: 'give the path of a {expected}, or "auto", "native" or "embedded"',
  },
  'toolchain-failed': {
    message: '{compiler} does not start: {reason}',
    advice: 'choose another compiler with --toolchain, or reinstall this one{command}',
  },
  'cache-unwritable': {
    message: 'cannot write to the bytecode cache {folder}: {reason}',
    advice: 'set EXUVIA_CACHE_DIR to another folder, or run with --no-cache',
  },
  'cache-changed': {
    message: 'another program changed the bytecode cache {folder} while this one read it',
    advice: 'run the command again',
  },
  interrupted: { message: 'no partial output was left' },
} as const satisfies Record<string, MessageText>
