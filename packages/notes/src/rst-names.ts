/** The names in a document and their values. */
export interface RstNames {
  /** Addresses by name, from `.. _name: https://…`; names compare as in docutils. */
  readonly targets: ReadonlyMap<string, string>
  /** `.. |name| replace:: text` */
  readonly substitutions: ReadonlyMap<string, string>
  /** Characters that substitutions may still add, because those that name each other grow without bound. */
  readonly expansion: { left: number }
}

/** More than GitHub allows for a whole release text. */
const MOST_EXPANSION = 200_000

/** Reads the targets and substitutions of a document. */
export function readRstNames(lines: readonly string[]): RstNames {
  const targets = new Map<string, string>()
  const substitutions = new Map<string, string>()
  for (const line of lines) {
    const target = /^\s*\.\. _(?:`([^`]+)`|([^:`]+(?:\\:[^:]*)*)):\s+(\S+)\s*$/.exec(line)
    const name = target?.[1] ?? target?.[2]
    if (name !== undefined && target?.[3] !== undefined) targets.set(referenceName(name), target[3])
    const replaced = /^\s*\.\. \|([^|]+)\| replace:: (.+)$/.exec(line)
    if (replaced?.[1] !== undefined && replaced[2] !== undefined) substitutions.set(replaced[1], replaced[2])
    // Names in the text itself, `text <https://…>`_, are also targets.
    // linear: neither part holds a backtick
    for (const [, text = '', url = ''] of line.matchAll(/`([^`<]+)<([^`<>\s]+)>`_(?!_)/g)) {
      if (!url.endsWith('_')) targets.set(referenceName(text), url)
    }
  }
  return { targets, substitutions, expansion: { left: MOST_EXPANSION } }
}

/** Reference names ignore case and the number of blanks. */
export function referenceName(text: string): string {
  return text.replaceAll('\\', '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

/**
 * A simple reference name (reStructuredText, "Reference Names"), as a capturing pattern. Its parts
 * are bounded, because a name can begin at many places of a long run such as `a+a+a+a`.
 */
export const RST_WORD = String.raw`(?<![\w\`.-])([A-Za-z0-9]{1,100}(?:[-.+:_][A-Za-z0-9]{1,100}){0,20})`

/** A reference that uses the next anonymous target; excludes code and references with their own target. */
// linear: see RST_WORD
const NAMELESS = new RegExp(String.raw`\`([^\`<>]+)\`__(?!\w)|${RST_WORD}__(?![\w\`])`, 'g')
const NAMELESS_TARGET = /^[ \t]*(?:__|\.\. __:)[ \t]+(\S+)[ \t]*$/gm

/**
 * Writes addresses into a document's anonymous references, `` `text`__ ``, by their order: the first
 * reference gets the first target. Line numbers do not change.
 */
export function resolveNameless(text: string): string {
  const targets = [...text.matchAll(NAMELESS_TARGET)].map(([, url = '']) => url)
  const rest = text.replaceAll(NAMELESS_TARGET, '')
  // If the numbers differ, resolve none, so that no reference gets another's target.
  if (targets.length === 0 || [...rest.matchAll(NAMELESS)].length !== targets.length) return rest
  let next = 0
  return rest.replaceAll(NAMELESS, (_, quoted?: string, word?: string) => {
    next += 1
    return `\`${quoted ?? word} <${targets[next - 1]}>\`__`
  })
}
