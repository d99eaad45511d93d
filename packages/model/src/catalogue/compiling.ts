import type { MessageText } from './text.ts'

/** Compiling sources. */
export const COMPILING = {
  'syntax-error': { message: 'syntax error: {message}', advice: '{excerpt:lines}' },
  'compiler-failed': {
    message: '{compiler} cannot compile this file: {detail}',
    advice: 'try a native interpreter (--toolchain native), or split the expression',
  },
  'bytecode-not-understood': {
    message: '{compiler} wrote bytecode that Exuvia cannot normalise: {detail}',
    advice:
      "report it as a bug in Exuvia; until it is fixed, normalise = false (compile --no-normalise) ships the compiler's own bytes",
  },
  'bytecode-as-compiled': {
    message: '{runtime} bytecode ships as compiled, with debug = "full" and not normalised: {reason}',
  },
  'toolchain-fallback': { message: '{runtime} is compiled with {used}: {reason}' },
  'toolchain-preview': {
    message: '{runtime} is compiled with {used}, a preview: no native build has confirmed its bytecode',
    advice: 'to compile with an interpreter of your own, set toolchain = "native"',
  },
} as const satisfies Record<string, MessageText>
