/** `fnmatch`: `*` and `?` match any character, `/` too. */
export function fnmatch(name: string, pattern: string): boolean {
  return new RegExp(`^(?:${translate(pattern, '[^]*', '[^]')})$`, 'u').test(name)
}

/**
 * Python's `glob.glob(pattern, recursive=True)` as a test on a path with `/`:
 * `*` stays within a name and misses leading dots, `**` alone stands for any folders.
 */
export function pythonGlob(pattern: string): (path: string) => boolean {
  const expression = segmentsExpression(pattern, (segment) =>
    segment.startsWith('.')
      ? translate(segment, '[^/]*', '[^/]')
      : `(?!\\.)${translate(segment, '[^/]*', '[^/]')}`,
  )
  return test(expression)
}

/** The globs of `MANIFEST.in`, as setuptools' `translate_pattern` has them: as above, with leading dots. */
export function manifestGlob(pattern: string): (path: string) => boolean {
  return test(segmentsExpression(pattern, (segment) => translate(segment, '[^/]*', '[^/]'), true))
}

function test(expression: string): (path: string) => boolean {
  const compiled = new RegExp(`^${expression}$`, 'u')
  return (path) => compiled.test(path)
}

function segmentsExpression(pattern: string, one: (segment: string) => string, dots = false): string {
  const segments = pattern
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .split('/')
  const name = dots ? '[^/]+' : '(?!\\.)[^/]+'
  return segments
    .map((segment, index) => {
      const last = index === segments.length - 1
      if (segment === '**') return last ? `(?:${name}(?:/${name})*)` : `(?:${name}/)*`
      return one(segment) + (last ? '' : '/')
    })
    .join('')
}

/** One glob without special meaning of `/`; `[!a]` negates, as in `fnmatch`. */
function translate(pattern: string, star: string, any: string): string {
  let out = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? ''
    if (char === '*') {
      while (pattern[at + 1] === '*') at += 1
      out += star
    } else if (char === '?') {
      out += any
    } else if (char === '[') {
      const close = pattern.indexOf(
        ']',
        at + (/^\[!?\]/.test(pattern.slice(at)) ? (pattern[at + 1] === '!' ? 3 : 2) : 1),
      )
      if (close < 0) {
        out += '\\['
      } else {
        const body = pattern.slice(at + 1, close)
        const negated = body.startsWith('!')
        const set = (negated ? body.slice(1) : body).replaceAll(/[\\\]^[&|~]/g, String.raw`\$&`)
        out += `[${negated ? '^' : ''}${set}]`
        at = close
      }
    } else {
      out += char.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    }
  }
  return out
}
