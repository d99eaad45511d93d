/**
 * What the lines of a module import, each name once:
 * - `a.b.c`: a module, or a name in a module, as written. `.a` and `..a` count from the module's own package.
 * - `*`: the module lists the modules below its package, and imports them.
 * - `?`: it imports a module whose name it computes, so that the list is not whole. The texts in it that may be names
 *   of modules follow, each after a quotation mark: `"a.b`.
 *
 * It reads lines, not a syntax tree, because most modules are never parsed. A line of a docstring may look like an
 * import; that only makes the list longer. Linear in the length of the text.
 */
export function importsIn(text: string): readonly string[] {
  const found = new Set<string>()
  let from = 0
  for (let at = text.indexOf(WORD); at !== -1; at = text.indexOf(WORD, from)) {
    from = at + WORD.length
    const before = text.slice(Math.max(0, at - LONGEST_HEAD), at)
    const head = HEAD.exec(before.slice(lastBreak(before) + 1))
    if (head === null) continue
    const rest = text.slice(from, from + LONGEST_LIST)
    if (!/^[\s(*\\]/.test(rest)) continue
    const { list, end } = listIn(rest)
    // What is read as a list is not read again, so that many words cost no more than their text.
    from += end
    for (const name of namesIn(list)) found.add(head[1] === undefined ? name : within(head[1], name))
  }
  for (const [, name] of text.matchAll(NAMED)) if (name !== undefined) found.add(name)
  if (LISTS.test(text)) found.add('*')
  if (COMPUTES.test(text)) {
    found.add('?')
    for (const [, name] of text.matchAll(QUOTED)) {
      if (found.size < MOST) found.add(`"${name}`)
    }
  }
  return [...found]
}

const WORD = 'import'
/** Characters before the word: `from`, a module and the code of a line before it, such as `try:`. */
const LONGEST_HEAD = 300
/** Characters of the list of names. */
const LONGEST_LIST = 20_000
/** Names of a module that computes what it imports. */
const MOST = 5000

// linear: a text of at most LONGEST_HEAD characters
const HEAD = /^[ \t]*(?:from[ \t]+([\w.]*)[ \t]*)?(?<!\w)$/

/** Where the code of a line before the word ends, such as `try:`; -1 if there is none. */
function lastBreak(text: string): number {
  return Math.max(text.lastIndexOf('\n'), text.lastIndexOf(';'), text.lastIndexOf(':'))
}

/** A name in a call that imports it. */
// linear: spaces follow one bracket, and the rest is short.
const NAMED = /\b(?:import_module|__import__|importorskip)\(\s*["'](\.{0,9}[A-Za-z_][\w.]{0,200})["']/g

/** Such a call with anything else, or what loads the attributes of a package where they are asked for. */
// linear: what follows a word is short.
const COMPUTES =
  /\b(?:import_module|__import__)\(\s{0,99}(?!["'\s])|[Ll]azy\w{0,40}\(|\bdef __getattr__\(name|\b(?:exec_module|load_module|load_source)\(/

const LISTS = /\b(?:walk_packages|iter_modules)\b/

// linear: a text of at most so many characters.
const QUOTED = /["'](\.{0,9}[A-Za-z_][\w.]{0,200})["']/g

/** `from a import b` imports `a.b`, or only `a` where everything is taken. */
function within(module: string, name: string): string {
  if (name === '*') return module
  return module.endsWith('.') ? `${module}${name}` : `${module}.${name}`
}

/** The names after the word, and where they end: a list in brackets may take several lines. */
function listIn(rest: string): { readonly list: string; readonly end: number } {
  const start = /^[\s\\]*\(/.exec(rest)?.[0].length ?? 0
  const close = start === 0 ? -1 : closeOf(rest, start)
  if (close !== -1) return { list: rest.slice(start, close), end: close }
  const stop = rest.slice(start).search(/(?<!\\)[\n;#]/)
  const end = stop === -1 ? rest.length : start + stop
  return { list: rest.slice(start, end), end }
}

/**
 * Where a bracket closes, comments apart; -1 if another opens before or none closes, as in a text that only looks like an
 * import. It ends at the next bracket that opens, so that no text is read for several of them.
 */
function closeOf(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === ')') return at
    if (sign === '(') return -1
    if (sign !== '#') continue
    at = text.indexOf('\n', at)
    if (at === -1) return -1
  }
  return -1
}

/** `a as b, c` → `a`, `c`. */
function namesIn(list: string): readonly string[] {
  return list
    .replaceAll(/#[^\n]*|\\\n/g, ' ')
    .split(',')
    .flatMap((item) => /^\s*(\*|[A-Za-z_][\w.]{0,200})/.exec(item)?.[1] ?? [])
}
