import { addAll, type LicenseInfo } from '@exuvia/model'

/** A licence or notice text in an archive. */
export interface NoticeText {
  /** In the archive: `LICENSES/gull/LICENSE`. */
  readonly path: string
  /** By `plainText`; undefined if the file is no text, or too large to repeat. */
  readonly text: string | undefined
}

/** A distribution in an archive, with the texts that its licence asks for. */
export interface NoticedSoftware {
  readonly name: string
  readonly version: string
  readonly license: LicenseInfo
  /** The wheel's file name; undefined for a project that was read from its files. */
  readonly wheel: string | undefined
  readonly texts: readonly NoticeText[]
}

/** What a licence rests on, in words. */
const EVIDENCE: Readonly<Record<LicenseInfo['source'], string>> = {
  config: 'stated by the publisher of this archive',
  'license-expression': 'License-Expression in its metadata',
  'license-text': 'its licence texts',
  classifier: 'classifiers in its metadata',
  'license-field': 'License field in its metadata',
  guess: 'a guess from its metadata and texts',
  unknown: 'its metadata and texts name no licence exactly',
}

const RULE = '='.repeat(80)

/** Longer words of the metadata are cut. */
const MOST_FOUND = 120

/**
 * Renders THIRD-PARTY-NOTICES: every distribution in an archive with its licence, what that rests on, and the full
 * texts, each once with all files that have it. UTF-8 with line feeds; the same archive gives the same bytes.
 * @param title of the archive: `tidemark 1.2.0, cp312-any`
 * @param software in the order of the list
 */
export function renderNotices(title: string, software: readonly NoticedSoftware[]): string {
  const numbers = numberTexts(software)
  const untold = software.filter(({ texts }) => texts.length === 0)
  const lines = [
    'THIRD-PARTY NOTICES',
    title,
    '',
    'This archive contains the software below. The list follows from the files in the archive,',
    'and the texts are those of its licence and notice files.',
    '',
    ...software.flatMap((one) => entry(one, numbers)),
  ]
  if (untold.length > 0) {
    lines.push('Without a licence text: no file of these in the archive contains one.')
    addAll(
      lines,
      untold.map(({ name, version }) => `  ${line(name)} ${line(version)}`),
    )
    lines.push('')
  }
  for (const [text, number] of numbers) {
    lines.push(RULE, `Text ${number}`)
    addAll(lines, places(text, software))
    lines.push(RULE, '', text, '')
  }
  return lines.join('\n')
}

/** Numbers for texts, in the order in which they first appear. */
function numberTexts(software: readonly NoticedSoftware[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  for (const { texts } of software) {
    for (const { text } of texts) {
      if (text !== undefined && !numbers.has(text)) numbers.set(text, numbers.size + 1)
    }
  }
  return numbers
}

function entry(
  { name, version, license, wheel, texts }: NoticedSoftware,
  numbers: ReadonlyMap<string, number>,
): string[] {
  const { expression, source, contradicts } = license
  const found = [...new Set(texts.flatMap(({ text }) => numbers.get(text ?? '') ?? []))]
  const others = texts.filter(({ text }) => text === undefined)
  const evidence = `${EVIDENCE[source]}${contradicts === true ? ', against its metadata' : ''}`
  const isOpen = source === 'guess' || source === 'unknown'
  const words = line(license.found)
  const said = words.length > MOST_FOUND ? `${words.slice(0, MOST_FOUND - 3).toWellFormed()}...` : words
  return [
    `${line(name)} ${line(version)}`,
    `  licence:  ${expression === undefined ? 'unknown' : `${line(expression)}${source === 'guess' ? ' (guessed)' : ''}`}`,
    `  evidence: ${evidence}`,
    ...(isOpen && said !== '' ? [`  metadata: ${said}`] : []),
    ...(wheel === undefined ? [] : [`  wheel:    ${line(wheel)}`]),
    `  texts:    ${found.length === 0 ? 'none' : found.join(', ')}`,
    ...others.map(
      ({ path }) => `  file:     ${line(path)} (not repeated here: it is empty, no plain text, or too large)`,
    ),
    '',
  ]
}

/** The files with a text. */
function places(text: string, software: readonly NoticedSoftware[]): string[] {
  return software.flatMap(({ name, version, texts }) =>
    texts
      .filter((one) => one.text === text)
      .map(({ path }) => `${line(name)} ${line(version)}: ${line(path)}`),
  )
}

/** A word of a stranger, on one line. */
function line(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}
