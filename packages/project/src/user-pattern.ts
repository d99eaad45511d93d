import { runInNewContext } from 'node:vm'
import { systemErrorCode } from '@exuvia/model'

/** Milliseconds that a project's own pattern may take; one that does not backtrack takes less than one. */
const PATTERN_DEADLINE = 500

/**
 * Converts a Python regular expression to a JavaScript one.
 * @throws SyntaxError if JavaScript does not know its syntax
 */
export function pythonExpression(pattern: string, flags = ''): RegExp {
  const own = /^\(\?([a-z]+)\)/.exec(pattern)
  const body = pattern
    .slice(own?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
  // linear: nothing can tell; execUserPattern gives it a deadline
  return new RegExp(body, `${flags}${own?.[1]?.includes('i') === true ? 'i' : ''}`)
}

/**
 * Runs a pattern from the project, with a deadline.
 * @returns why it has no answer (`takes more than 500 ms`), or its match, or null
 */
export function execUserPattern(expression: RegExp, text: string): RegExpExecArray | string | null {
  try {
    const work = { exec: () => expression.exec(text) }
    return runInNewContext('exec()', work, { timeout: PATTERN_DEADLINE }) as RegExpExecArray | null
  } catch (error) {
    const isSlow = systemErrorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    // A pattern that nests without an end exhausts the stack.
    return isSlow ? `takes more than ${PATTERN_DEADLINE} ms` : 'cannot be searched for'
  }
}
