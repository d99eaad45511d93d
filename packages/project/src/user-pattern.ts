import { runInNewContext } from 'node:vm'
import { systemErrorCode } from '@exuvia/model'

/** Milliseconds that a project's own pattern may take; one that does not backtrack takes less than one. */
const PATTERN_DEADLINE = 500

/** Flags of Python that JavaScript has too, and those that change nothing for a text of Unicode. */
const FLAGS: Readonly<Record<string, string>> = { i: 'i', m: 'm', s: 's', u: '', a: '' }

/**
 * Converts a Python regular expression to a JavaScript one.
 * @throws SyntaxError if JavaScript does not know its syntax, such as the flag `x`
 */
export function pythonExpression(pattern: string, flags = ''): RegExp {
  const own = /^\(\?([a-z]+)\)/.exec(pattern)
  const all = new Set(`${flags}${own?.[1] ?? ''}`.split('').map((flag) => FLAGS[flag] ?? flag))
  const body = pattern
    .slice(own?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replaceAll(/\{,(\d+)\}/g, '{0,$1}')
    // The start and the end of the text, which are `A` and `Z` in JavaScript.
    .replaceAll(/\\[^]/g, (escape) => ANCHORS[escape] ?? escape)
  // linear: nothing can tell; execUserPattern gives it a deadline
  return new RegExp(body, [...all].join(''))
}

const ANCHORS: Readonly<Record<string, string>> = { '\\A': '(?<![^])', '\\Z': '(?![^])' }

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
