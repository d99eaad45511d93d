import { brotliDecompressSync } from 'node:zlib'
import type { LicenseText } from '@exuvia/model'
import { gplStatement } from './gpl-statement.ts'
import { type Budget, findMatches, indexTemplates, type LicenseMatch, type TemplateIndex } from './match.ts'
import { LicenseTemplate } from './template.ts'
import { licenseWords } from './words.ts'

/** Characters of a text that are compared; a longer one is not, and is known as that. */
export const MAX_LICENSE_TEXT = 2 ** 20

/** More words beside the texts are not names of holders alone. */
const MAX_NAMES = 120

/** Words that terms contain, and names and titles do not. */
const TERMS =
  /^(?:permission|permissions|permitted|permits?|grants?|granted|redistribut\w*|distribut\w*|must|shall|may|except|exception|exceptions|provided|restrict\w*|prohibit\w*|commercial|dual|either|licensed|under|terms|a?l?gpl\w*|warrant\w*|patents?|sublicens\w*|copyleft|proprietary|confidential|derived|based|bundled|vendored|includes?|contains?|following)$/

let loaded: Promise<TemplateIndex> | undefined

async function templates(): Promise<TemplateIndex> {
  const { SPDX_TEXTS } = await import('./spdx-texts.ts')
  const text = brotliDecompressSync(Buffer.from(SPDX_TEXTS, 'base64')).toString('utf8')
  return indexTemplates(text.split('\n').map((line) => new LicenseTemplate(line)))
}

/** Words that the comparisons for one distribution may look at: its texts have some thousand words each. */
const MAX_STEPS = 20_000_000

/** Characters of a text that messages and guesses use. */
const START = 4000

/**
 * Reads licence files by the SPDX matching guidelines: which licences of SPDX's list each contains, and whether there
 * is more. The texts of the list are loaded with the first file.
 */
export async function readLicenseTexts(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<LicenseText[]> {
  if (files.length === 0) return []
  loaded ??= templates()
  const index = await loaded
  const budget = { steps: MAX_STEPS }
  return files.map(({ path, text }) => ({
    path,
    start: text.slice(0, START),
    ...compareWithList(text, index, budget),
  }))
}

function compareWithList(
  text: string,
  index: TemplateIndex,
  budget: Budget,
): Omit<LicenseText, 'path' | 'start'> {
  if (text.length > MAX_LICENSE_TEXT) return { licenses: [], whole: false, choice: false, later: false }
  const words = licenseWords(text)
  const { matches, whole } = findMatches(words, index, budget)
  const rest = wordsBeside(words, matches)
  // "Either version 3, or any later version" is no choice between licences.
  const joined = rest.map((run) => run.join(' ').replaceAll('either version', 'version')).join('\n')
  const licenses = distinct(matches.map((match) => match.licenses))
  // The whole text quotes such a statement as advice.
  const isGnu = licenses.some((same) => same.some((id) => /^[AL]?GPL-/.test(id)))
  const stated = isGnu ? undefined : gplStatement(text)
  return {
    licenses: stated === undefined ? licenses : [...licenses, [stated]],
    whole: whole && matches.length > 0 && isNamesAlone(rest),
    choice: /\b(?:either|dual|dually|your choice)\b/.test(joined),
    later: /\bversion of the license or (?:at )?(?:your option )?any later version\b/.test(joined),
  }
}

function distinct(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((list) => [list.join(), list])).values()]
}

/** The words that belong to no match, and to no title or advice of one: a list for each place. */
function wordsBeside(words: readonly string[], matches: readonly LicenseMatch[]): string[][] {
  const known = new Set(matches.flatMap(({ template }) => triples(template.beside.split(' '))))
  const runs: string[][] = []
  let at = 0
  for (const { start, end } of [...matches, { start: words.length, end: words.length }]) {
    runs.push(withoutTriples(words.slice(at, start), known))
    at = end
  }
  return runs.filter((run) => run.length > 0)
}

function triples(words: readonly string[]): string[] {
  return words.slice(0, -2).map((_, at) => words.slice(at, at + 3).join(' '))
}

function withoutTriples(words: readonly string[], known: ReadonlySet<string>): string[] {
  const isKnown = triples(words).map((triple) => known.has(triple))
  return words.filter(
    (_, at) => !(isKnown[at] ?? false) && !(isKnown[at - 1] ?? false) && !(isKnown[at - 2] ?? false),
  )
}

/** Whether words are titles, names, addresses and years, and no terms. */
function isNamesAlone(runs: readonly (readonly string[])[]): boolean {
  return runs.every((run) => run.length <= MAX_NAMES && !run.some((word) => TERMS.test(word)))
}
