import { validRange } from '@renovatebot/pep440'
import { remember } from './remember.ts'

/** A specifier is short; a longer one would only take time. */
const MAX_LENGTH = 1000

/**
 * What old tools wrote, and what it means. pip before 24.1 compares such versions by their text, uv corrects them in
 * this way, and pip since 24.1 refuses them in a requirement and ignores them in `Requires-Python`.
 */
const CORRECTIONS: readonly (readonly [RegExp, string])[] = [
  // `>=7.2<8`
  [/(\d)(?=[<>=~]|!=)/g, '$1,'],
  // `!=~5.0`
  [/!=~\s*(\d+(?:\.\d+)*)/g, '!=$1.*'],
  // `>=3.6.*`, `<4.0.*`
  [/(<=|>=|<|>)(\s*\d+(?:\.\d+)*)\.\*/g, '$1$2'],
  // `!=3.0*`
  [/(\d)\*/g, '$1.*'],
  // `>=1,`, `>=1,,<2`
  [/,(?:\s*,)+/g, ','],
  [/^\s*,|,\s*$/g, ''],
  // `>='2.7'`
  [/['"](?=[*\d])|(?<=[*\d])['"]/g, ''],
  // `>dev`
  [/>\s*dev\b/g, '>0.0.0.dev0'],
]

/**
 * Reads a version specifier (PEP 440) as its clauses, without white space. Spellings that older tools accepted are
 * corrected.
 * @returns no clause for any version; undefined if the text is no specifier
 */
export function readSpecifier(text: string): readonly string[] | undefined {
  if (text.length > MAX_LENGTH) return undefined
  return (
    clausesOf(text) ??
    clausesOf(CORRECTIONS.reduce((corrected, [wrong, right]) => corrected.replace(wrong, right), text))
  )
}

function clausesOf(text: string): readonly string[] | undefined {
  if (text.trim() === '') return []
  // The packaging library accepts one comma at the end.
  const clauses = text
    .replace(/,\s*$/, '')
    .split(',')
    .map((clause) => clause.trim().replace(/^([~=!<>]+)\s+/, '$1'))
  return clauses.every((clause) => !/\s/.test(clause) && isClause(clause)) ? clauses : undefined
}

/** Whether text is one clause of a version specifier (PEP 440): `>=1.0`, `!=1.*`. */
export function isClause(text: string): boolean {
  return text !== '' && text.length <= MAX_LENGTH && isRange(text)
}

const isRange = remember(validRange)
