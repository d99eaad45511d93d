import type { BreakageCheck, BreakageContext } from './context.ts'

/** Copies of other projects: what they refuse is no public promise of this one. */
const VENDORED = /\/_?(?:vendor(?:ed)?|vendors|third_?party|extern(?:als?)?)\//

function isVendored({ path }: BreakageContext): boolean {
  return VENDORED.test(path)
}

/** An assert whose test does work that the code after it relies on. */
export const assertsWithEffect: BreakageCheck = ({ kind, level, detail, use }) =>
  kind !== 'assert-effect'
    ? undefined
    : {
        way: '-O',
        // What an assert takes away if it is there is there only where a caller gives it.
        severity: level === 'main' || use === 'default' ? 'warning' : 'error',
        what: `the assert runs ${detail}, whose effect is lost`,
      }

/** An assert that serves as a condition: a handler turns its failure into a result. */
export const assertsThatDecide: BreakageCheck = ({ kind, level, detail }, context) => {
  if (kind !== 'assert-caught') return undefined
  const isResult = detail === '' && level !== 'main'
  return {
    way: '-O',
    severity: isResult && !isVendored(context) ? 'error' : 'warning',
    what: isResult
      ? 'the assert decides the result, because a handler for AssertionError gives another'
      : 'a handler expects the AssertionError, which no longer comes',
  }
}

/** Code that runs only in debug mode, or asks how Python was started. */
export const readsOfDebug: BreakageCheck = ({ kind, level, detail, use }) => {
  if (kind === 'debug-only') {
    return {
      way: '-O',
      severity: level === 'import' && use === 'import' ? 'error' : 'warning',
      what: `only a block for __debug__ defines ${detail}, which other code reads`,
    }
  }
  if (kind !== 'debug-read' || detail === '__debug__') return undefined
  return {
    way: '-O',
    severity: 'warning',
    what: `${detail} describes the customer's Python, not how the bytecode was compiled`,
  }
}

/**
 * An assert that alone refuses misspelt options. Where it has the list of options, that is what the function is for;
 * where none may be left over, callers seldom rely on it.
 */
export const assertsAboutOptions: BreakageCheck = ({ kind, detail, use }) =>
  kind !== 'assert-options'
    ? undefined
    : {
        way: '-O',
        severity: use === 'listed' ? 'error' : 'warning',
        what: `only the assert refuses unknown arguments in **${detail}`,
      }

/** Names of functions that look for mistakes of their authors or users, in tests too: code seldom relies on them. */
const LOOKS = /^_*(?:assert|check)/

/** A function that only asserts, so that nothing of it is left. */
export const functionsThatAssert: BreakageCheck = ({ kind, level, detail }, context) =>
  kind !== 'assert-guard'
    ? undefined
    : {
        way: '-O',
        severity: level === 'main' || LOOKS.test(detail) || isVendored(context) ? 'warning' : 'error',
        what: `${detail}() only asserts, so that nothing checks`,
      }

/** An assert that a docstring promises to callers: few rely on it. */
export const assertsThatArePromised: BreakageCheck = ({ kind, detail }) =>
  kind !== 'assert-promised'
    ? undefined
    : {
        way: '-O',
        severity: 'warning',
        what: `the docstring of ${detail}() promises this AssertionError, which no longer comes`,
      }

/** A parameter that is `__debug__` unless a caller gives it, or a function that gives another result without it. */
export const switchesOfDebug: BreakageCheck = ({ kind, detail }) =>
  kind !== 'debug-switch'
    ? undefined
    : {
        way: '-O',
        severity: 'error',
        what:
          detail === 'default'
            ? '__debug__ turns this off'
            : 'the function gives another result without __debug__',
      }
