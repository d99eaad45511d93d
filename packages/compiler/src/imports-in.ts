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
  for (let at = text.indexOf('import'); at !== -1; at = text.indexOf('import', at + 'import'.length)) {
    const line = text.slice(Math.max(0, at - LONGEST_HEAD), at)
    const head = HEAD.exec(line.slice(line.lastIndexOf('\n') + 1))
    if (head === null) continue
    const rest = text.slice(at + 'import'.length, at + LONGEST_LIST)
    if (!/^[\s(*\\]/.test(rest)) continue
    for (const name of namesIn(rest)) found.add(head[1] === undefined ? name : within(head[1], name))
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

/** Characters before the word: `from`, a module and the code of a line before it, such as `try:`. */
const LONGEST_HEAD = 300
/** Characters of the list of names. */
const LONGEST_LIST = 20_000
/** Names of a module that computes what it imports. */
const MOST = 5000

// linear: what comes before stands at the start of a line or after one character.
const HEAD = /(?:^|[:;])[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]*)?$/

/** A name in a call that imports it. */
const NAMED = /\b(?:import_module|__import__|importorskip)\(\s*["'](\.*[A-Za-z_][\w.]*)["']/g

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

/** `a as b, c` → `a`, `c`; in brackets the list may take several lines. */
function namesIn(rest: string): readonly string[] {
  const open = /^[\s\\]*\(/.exec(rest)
  const end = open === null ? rest.search(/(?<!\\)[\n;#]/) : rest.indexOf(')')
  const list = rest.slice(open?.[0].length ?? 0, end === -1 ? undefined : end)
  return list
    .replaceAll(/#[^\n]*|\\\n/g, ' ')
    .split(',')
    .flatMap((item) => /^\s*(\*|[A-Za-z_][\w.]*)/.exec(item)?.[1] ?? [])
}
