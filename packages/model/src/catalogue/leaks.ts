import type { MessageText } from './text.ts'

/** What leaves with a release although nobody means to hand it out. */
export const LEAKS = {
  'secret-found': {
    message: '{what} would leave{where} (rule {rule}, fingerprint {fingerprint})',
    advice:
      'remove it, and revoke it if it ever left; if it is none:\n[[tool.exuvia.accept]]\nfinding = "secret-found"\nfingerprint = "{fingerprint}"\nreason = "<why>"',
  },
  'forgotten-file': {
    message: '{what} would leave: {reason}{others}',
    advice:
      'leave it out with a policy rule with path = "{glob}" and ship = "exclude", or accept it:\n[[tool.exuvia.accept]]\nfinding = "forgotten-file"\ndistribution = "{distribution}"\npath = "{path}"\nreason = "<why>"',
  },
  'harmless-leftovers': {
    message: '{what} leave with {where}: {files} of {size}; {reason}',
    advice: 'to leave them out: a policy rule with path = "{glob}" and ship = "exclude"',
  },
  'left-out': {
    message: 'the preset leaves out {files}, {size}: {what}',
    advice: 'exuvia explain PATH shows why; a policy rule with ship = "data" keeps a file',
  },
  'build-place': {
    message: '{what} leaves with {files}: {example}{others}',
    advice:
      '{cure}, or accept it:\n[[tool.exuvia.accept]]\nfinding = "build-place"\ndistribution = "{distribution}"\nreason = "<why>"',
  },
  'debug-symbols': {
    message: '{files} of machine code with {size} of debug symbols',
    advice:
      'strip --strip-debug FILE (macOS: strip -S FILE) removes them; they hold names, lines and folders of the source',
  },
  'leaks-not-scanned': {
    message: '{what} not searched for secrets and traces of the build machine: {reason}',
    advice: 'check by hand what it holds, or leave it out of the release',
  },
  'leaks-packed': {
    message: '{file} contains what must not leave',
    advice: 'the findings above say what and where; bytecode joins texts that stand apart in a source',
  },
} as const satisfies Record<string, MessageText>
