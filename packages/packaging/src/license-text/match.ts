import type { LicenseTemplate, TemplatePart } from './template.ts'

/** A template found in a text. */
export interface LicenseMatch {
  readonly template: LicenseTemplate
  /** The identifiers of all templates that match the same words. */
  readonly licenses: readonly string[]
  /** Positions of its first word, and of the word behind its last. */
  readonly start: number
  readonly end: number
}

/** Templates by their first words, for a quick look at each position of a text. */
export type TemplateIndex = ReadonlyMap<string, readonly LicenseTemplate[]>

/** Words of a key. Fewer would make too many candidates, more would meet optional words. */
const KEY_WORDS = 3

/** Words that comparisons may still look at. */
export interface Budget {
  steps: number
}

/** Prepares templates for `findMatches`. */
export function indexTemplates(templates: readonly LicenseTemplate[]): TemplateIndex {
  const index = new Map<string, LicenseTemplate[]>()
  for (const template of templates) {
    for (const key of template.firstWords(KEY_WORDS)) {
      const list = index.get(key)
      if (list === undefined) index.set(key, [template])
      else list.push(template)
    }
  }
  return index
}

/**
 * Finds the licence texts in a text, from left to right and without overlap; where several begin, the longest.
 * Linear in the text: each position costs at most the templates that begin with its words, and the sum is bounded.
 * @returns the matches, and whether the whole text was compared
 */
export function findMatches(
  words: readonly string[],
  index: TemplateIndex,
  budget: Budget,
): { readonly matches: readonly LicenseMatch[]; readonly whole: boolean } {
  const matches: LicenseMatch[] = []
  let at = 0
  while (at + KEY_WORDS <= words.length) {
    if (budget.steps <= 0) return { matches, whole: false }
    const found = longestAt(words, at, index, budget)
    if (found === undefined) at += 1
    else {
      matches.push(found)
      at = found.end
    }
  }
  return { matches, whole: budget.steps > 0 }
}

function longestAt(
  words: readonly string[],
  start: number,
  index: TemplateIndex,
  budget: Budget,
): LicenseMatch | undefined {
  let best: LicenseMatch | undefined
  const key = words.slice(start, start + KEY_WORDS).join(' ')
  for (const template of index.get(key) ?? []) {
    const end = endOf(template.parts, words, start, budget)
    if (end === undefined || end < (best?.end ?? 0)) continue
    const licenses =
      best?.end === end ? [...new Set([...best.licenses, ...template.licenses])] : template.licenses
    best = { template, licenses, start, end }
  }
  return best
}

/** The position behind a template that begins at a position; undefined where it does not. */
function endOf(
  parts: readonly TemplatePart[],
  words: readonly string[],
  start: number,
  budget: Budget,
): number | undefined {
  let run = endOfRun(parts, 0, words, start, budget)
  while (run !== undefined && run.part < parts.length) {
    const gap = parts[run.part]
    const max = gap?.kind === 'gap' ? gap.max : 0
    let next: typeof run | undefined
    // The first place where the words after the gap stand; a holder's name does not contain them.
    for (let length = 0; length <= max && next === undefined; length += 1) {
      next = endOfRun(parts, run.part + 1, words, run.word + length, budget)
    }
    run = next
  }
  return run?.word
}

/** Compares the parts up to the next gap. */
function endOfRun(
  parts: readonly TemplatePart[],
  firstPart: number,
  words: readonly string[],
  firstWord: number,
  budget: Budget,
): { readonly part: number; readonly word: number } | undefined {
  let word = firstWord
  let part = firstPart
  for (; part < parts.length; part += 1) {
    budget.steps -= 1
    const wanted = parts[part]
    if (wanted === undefined || wanted.kind === 'gap') break
    const found = words[word]
    if (found !== undefined && wanted.words.includes(found)) word += 1
    else if (!wanted.optional) return undefined
  }
  return { part, word }
}
