/**
 * Finds the value that Python source binds to a name at its top level, if it is a plain
 * literal: a string, or a tuple or list of strings and integers, which setuptools joins
 * with dots. It runs no code. The first binding counts, as in setuptools.
 * @returns undefined if the name is not bound, or is bound to anything else
 */
export function readLiteral(source: string, name: string): string | undefined {
  for (const line of topLevelLines(source.replaceAll('\r\n', '\n'))) {
    const value = boundValue(line, name)
    if (value !== undefined) return literal(value)
  }
  return undefined
}

/**
 * Finds the docstring that Python source begins with.
 * @returns undefined if it begins with anything else, or with a string that contains an escape
 */
export function readDocstring(source: string): string | undefined {
  const text = source.replaceAll('\r\n', '\n').replace(/^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\n)*/, '')
  const found = stringAt(text)
  // `"""a""" "b"` is one string, and `"""a""" % b` is none.
  return found !== undefined && /^[ \t]*(?:[;#\n]|$)/.test(text.slice(found.length)) ? found.value : undefined
}

/** Finds the text to the right of `name = `, `name: str = ` or `name = other = `; undefined for other lines. */
function boundValue(line: string, name: string): string | undefined {
  let rest = line
  let bound = false
  for (;;) {
    // linear: it begins at the start, and the next part begins with another character
    const match = /^([\p{ID_Start}_][\p{ID_Continue}]*)\s*(?::[^=]*)?=(?!=)\s*/u.exec(rest)
    if (match === null) return bound ? rest : undefined
    bound ||= match[1] === name
    rest = rest.slice(match[0].length)
  }
}

function literal(text: string): string | undefined {
  const single = stringAt(text)
  if (single !== undefined) return isEnd(text.slice(single.length)) ? single.value : undefined
  const open = text[0]
  if (open !== '(' && open !== '[') return undefined
  const parts: string[] = []
  let rest = text.slice(1)
  for (;;) {
    rest = rest.replace(/^(?:\s|#[^\n]*\n)+/, '')
    if (rest.startsWith(open === '(' ? ')' : ']')) break
    const item = stringAt(rest) ?? integerAt(rest)
    if (item === undefined) return undefined
    parts.push(item.value)
    rest = rest.slice(item.length).replace(/^(?:\s|#[^\n]*\n)+/, '')
    if (rest.startsWith(',')) rest = rest.slice(1)
    else if (!/^[)\]]/.test(rest)) return undefined
  }
  return isEnd(rest.slice(1)) && parts.length > 0 ? parts.join('.') : undefined
}

function isEnd(rest: string): boolean {
  return /^\s*(?:[;#]|$)/.test(rest)
}

function stringAt(text: string): { value: string; length: number } | undefined {
  const match = /^[rRuU]?(?:"""([^"\\]*)"""|'''([^'\\]*)'''|"([^"\\\n]*)"|'([^'\\\n]*)')/.exec(text)
  if (match === null) return undefined
  return { value: match[1] ?? match[2] ?? match[3] ?? match[4] ?? '', length: match[0].length }
}

function integerAt(text: string): { value: string; length: number } | undefined {
  // linear: it begins at the start
  const match = /^\d+(?![\w.])/.exec(text)
  return match === null ? undefined : { value: match[0], length: match[0].length }
}

/** Yields the logical lines that start in column 0: strings, brackets and `\` continue a line (Python reference, 2.1). */
function* topLevelLines(source: string): Generator<string> {
  let start = 0
  let depth = 0
  let at = 0
  while (at < source.length) {
    const char = source[at] ?? ''
    if (char === '#') {
      const end = source.indexOf('\n', at)
      at = end < 0 ? source.length : end
    } else if (char === '"' || char === "'") {
      at = stringEnd(source, at, char)
    } else if (char === '\\' && source[at + 1] === '\n') {
      at += 2
    } else if (char === '\n' && depth === 0) {
      yield source.slice(start, at)
      start = at += 1
    } else {
      if ('([{'.includes(char)) depth += 1
      else if (')]}'.includes(char)) depth = Math.max(0, depth - 1)
      at += 1
    }
  }
  yield source.slice(start)
}

function stringEnd(source: string, at: number, quote: string): number {
  const triple = source.startsWith(quote.repeat(3), at)
  const close = triple ? quote.repeat(3) : quote
  let end = at + close.length
  while (end < source.length && !source.startsWith(close, end)) {
    if (!triple && source[end] === '\n') return end
    end += source[end] === '\\' ? 2 : 1
  }
  return Math.min(source.length, end + close.length)
}
