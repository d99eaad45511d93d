import { badLock } from './lock-file.ts'

/** One entry of a requirements file, in pip's grammar. */
export type RequirementsLine = { readonly line: number; readonly file: string } & (
  | { readonly kind: 'requirement'; readonly text: string; readonly digests: readonly string[] }
  | { readonly kind: 'editable'; readonly path: string }
  | { readonly kind: 'include' | 'constraints'; readonly path: string }
  | { readonly kind: 'index' | 'extra-index'; readonly url: string }
)

/** Options that do not change what a file with digests means here. */
const WITHOUT_EFFECT = new Set([
  '--require-hashes',
  '--pre',
  '--prefer-binary',
  '--only-binary',
  '--use-feature',
])

/** Options with one value that Exuvia follows. */
const FOLLOWED: Readonly<Record<string, 'include' | 'constraints' | 'index' | 'extra-index' | 'editable'>> = {
  '-r': 'include',
  '--requirement': 'include',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '-i': 'index',
  '--index-url': 'index',
  '--extra-index-url': 'extra-index',
  '-e': 'editable',
  '--editable': 'editable',
}

/**
 * Splits a requirements file into its entries, as pip does: joined lines, comments, variables of the
 * environment, options. Pure.
 * @param file as messages name it
 * @throws usage error `bad-lock` with file and line for an option that Exuvia does not support
 */
export function requirementsLines(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): RequirementsLine[] {
  return joinedLines(text).flatMap(({ line, raw }) => {
    const plain = withoutComment(raw).trim()
    if (plain === '') return []
    return [...parseLine(expanded(plain, env), plain, file, line)]
  })
}

/** Joins lines that end in a backslash. A comment line ends the entry (pip's `join_lines`). */
function joinedLines(text: string): { readonly line: number; readonly raw: string }[] {
  const entries: { line: number; raw: string }[] = []
  let open: { line: number; parts: string[] } | undefined
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    open ??= { line: index + 1, parts: [] }
    const isComment = /^\s*#/.test(raw)
    if (!isComment && raw.endsWith('\\')) {
      open.parts.push(raw.slice(0, -1))
      continue
    }
    // pip puts a space before a comment, so that it stays a comment.
    open.parts.push(isComment ? ` ${raw}` : raw)
    entries.push({ line: open.line, raw: open.parts.join('') })
    open = undefined
  }
  if (open !== undefined) entries.push({ line: open.line, raw: open.parts.join('') })
  return entries
}

function withoutComment(line: string): string {
  const start = /(?:^|\s)#/.exec(line)?.index
  return start === undefined ? line : line.slice(0, start)
}

/** pip replaces `${NAME}` where the environment has NAME. */
function expanded(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => env[name] ?? whole)
}

function* parseLine(text: string, shown: string, file: string, line: number): Generator<RequirementsLine> {
  const words = text.split(/\s+/)
  const first = words.findIndex((word) => word.startsWith('-'))
  const head = (first < 0 ? words : words.slice(0, first)).join(' ')
  const options = first < 0 ? [] : words.slice(first)
  const digests: string[] = []
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? ''
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const short = /^-[rcief](?=.)/.exec(word)?.[0]
    const name = equals > 0 ? word.slice(0, equals) : word.startsWith('--') ? word : (short ?? word)
    const attached = equals > 0 ? word.slice(equals + 1) : short === undefined ? undefined : word.slice(2)
    const value = (): string => {
      const given = attached ?? options[++at]
      if (given === undefined) throw badLock(file, line, `the option ${name} has no value`)
      return unquoted(given)
    }
    const followed = Object.hasOwn(FOLLOWED, name) ? FOLLOWED[name] : undefined
    if (head === '' && followed !== undefined) {
      const given = value()
      yield followed === 'include' || followed === 'constraints' || followed === 'editable'
        ? { kind: followed, path: given, file, line }
        : { kind: followed, url: given, file, line }
    } else if (head !== '' && name === '--hash') {
      digests.push(value())
    } else if (head === '' && WITHOUT_EFFECT.has(name)) {
      if (name === '--only-binary' || name === '--use-feature') value()
    } else {
      throw badLock(file, line, `Exuvia does not support the option ${name} of requirements files`, [
        `remove it from "${shown.slice(0, 200)}", or list the wheels in a wheelhouse`,
      ])
    }
  }
  if (head !== '') yield { kind: 'requirement', text: head, digests, file, line }
}

/** A value without the quotes around it. */
function unquoted(text: string): string {
  const first = text.at(0)
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.at(-1) === first
  return isQuoted ? text.slice(1, -1) : text
}
