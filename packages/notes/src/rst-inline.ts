import { type RstNames, RST_WORD, referenceName } from './rst-names.ts'

/** Roles for issues and pull requests: GitHub links `#12`. */
const ISSUES = new Set(['issue', 'pr', 'pull', 'gh', 'ghissue', 'ghpr', 'gh-issue', 'gh-pr'])
/** Roles whose text is a word for the reader, not a name in code. */
const PROSE = new Set(['doc', 'ref', 'term', 'user', 'abbr', 'guilabel', 'menuselection', 'any'])
const EMPHASIS: Readonly<Record<string, string>> = { emphasis: '*', strong: '**' }

/** Inline markup inside a paragraph; each form has its group. */
// linear: each form is, and they begin with different characters
const INLINE = new RegExp(
  [
    // linear: two backticks that do not begin a literal end one
    // linear: two backticks that do not begin a literal end one
    /``(?<literal>.+?)``(?!`)/,
    // linear: a role has at most 80 characters, and the backtick ends what a later one can begin
    /:(?<role>[A-Za-z][\w.:+-]{0,80}):`(?<content>[^`]+)`/,
    /`(?<named>[^`]+)`__?/,
    /`(?<interpreted>[^`]+)`/,
    /\|(?<substitution>[^|\s](?:[^|]*[^|\s])?)\|(?:__?)?/,
    /(?<address>https?:\/\/[^\s<>`]+)/,
    // linear: a name holds no bracket
    /\[(?<footnote>[#*\w-]+)\]_(?!\w)/,
    // linear: see RST_WORD
    new RegExp(`${RST_WORD.replace('([A', '(?<word>[A')}__?(?![\\w\`])`),
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
)

/**
 * Converts the text of a paragraph to Markdown: literals, roles, references, substitutions.
 * Emphasis is the same in both.
 */
export function renderRstInline(text: string, names: RstNames, depth = 0): string {
  let result = ''
  let last = 0
  for (const match of text.matchAll(INLINE)) {
    const shown = renderMarkup(match[0], match.groups ?? {}, names, depth)
    result += plain(text.slice(last, match.index)) + shown
    last = match.index + match[0].length
  }
  return result + plain(text.slice(last))
}

function renderMarkup(
  markup: string,
  groups: Readonly<Record<string, string | undefined>>,
  names: RstNames,
  depth: number,
): string {
  const { literal, role, content, named, interpreted, substitution, address, footnote, word } = groups
  if (literal !== undefined) return code(literal)
  if (role !== undefined) return renderRole(role, content ?? '', names)
  if (named !== undefined) return reference(named, names)
  if (interpreted !== undefined) return code(interpreted)
  if (address !== undefined) return address
  if (footnote !== undefined) return String.raw`\[${footnote}\]`
  if (substitution !== undefined) {
    const text = names.substitutions.get(substitution)
    // A substitution may name another one, or itself in a broken file.
    if (text === undefined || depth > 4 || names.expansion.left < text.length) return plain(markup)
    names.expansion.left -= text.length
    return renderRstInline(text, names, depth + 1)
  }
  const target = names.targets.get(referenceName(word ?? ''))
  return target === undefined ? plain(markup) : link(word ?? '', target)
}

function renderRole(role: string, content: string, names: RstNames): string {
  const name = role.split(':').at(-1) ?? role
  const { shown, target = content } = splitTarget(content)
  const text = shown.replace(/^!/, '')
  if (ISSUES.has(name) && /^#?\d+$/.test(target)) return `#${target.replace('#', '')}`
  const pep = name === 'pep' ? /^(\d{1,4})(#.*)?$/.exec(target) : null
  if (pep !== null) {
    const [, number = '', anchor = ''] = pep
    const title = shown === content ? `PEP ${number}` : text
    return link(title, `https://peps.python.org/pep-${number.padStart(4, '0')}/${anchor}`)
  }
  const rfc = name === 'rfc' ? /^(\d+)(?:#(section|appendix)-([\w.]+)|#.*)?$/.exec(target) : null
  if (rfc !== null) {
    const [whole, number, part, at] = rfc
    const title = `RFC ${number}${part === undefined ? '' : ` ${part} ${at}`}`
    return link(shown === content ? title : text, `https://datatracker.ietf.org/doc/html/rfc${whole}`)
  }
  const emphasis = EMPHASIS[name]
  if (emphasis !== undefined) return `${emphasis}${plain(text)}${emphasis}`
  if (PROSE.has(name)) return renderRstInline(text, names)
  // `~package.module.name` shows its last part.
  return code(text.startsWith('~') ? (text.slice(1).split('.').at(-1) ?? text) : text)
}

/** Splits `text <target>` into the visible text and the target. */
function splitTarget(content: string): { readonly shown: string; readonly target: string | undefined } {
  const start = content.lastIndexOf('<')
  const target = content.slice(start + 1, -1)
  const isTarget = start !== -1 && content.endsWith('>') && target !== '' && !target.includes('>')
  return isTarget
    ? { shown: content.slice(0, start).trimEnd(), target }
    : { shown: content, target: undefined }
}

function reference(content: string, names: RstNames): string {
  const { shown, target } = splitTarget(content)
  const text = shown === '' ? (target ?? content) : shown
  const url = target?.endsWith('_') === true ? names.targets.get(referenceName(target.slice(0, -1))) : target
  const found = url ?? names.targets.get(referenceName(text))
  return found === undefined ? plain(text) : link(text, found)
}

function link(text: string, url: string): string {
  const clean = url.replaceAll(/\s+/g, '')
  return `[${plain(text.replaceAll(/\s+/g, ' '))}](<${clean.replaceAll(/[<>\\]/g, encodeURIComponent)}>)`
}

/** Makes a code span, with a fence longer than any run of backticks inside. */
function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ')
  const fence = '`'.repeat(longestBackticks(flat) + 1)
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${flat}${pad}${fence}`
}

/** Returns the length of the longest run of backticks; 0 if there is none. */
export function longestBackticks(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

/** Escapes what is markup only in Markdown in the text between markup. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/\\\s/g, '')
      // Markdown would show a backslash before a letter.
      .replaceAll(/\\(?=[\p{L}\p{N}])/gu, '')
      .replaceAll(/[<[\]]/g, String.raw`\$&`)
      .replaceAll(/(_|~)\1/g, String.raw`\$1\$1`)
      .replaceAll(/(?<![\p{L}\p{N}_\\])_(?=[^\s_])/gu, String.raw`\_`)
      .replaceAll(/^([ \t]*)(#{1,6}\s)/gm, String.raw`$1\$2`)
  )
}
