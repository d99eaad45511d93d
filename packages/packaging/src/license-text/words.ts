/**
 * Spellings that the SPDX matching guidelines treat as one (guideline 8 and its list of equivalent words), and a few
 * plural forms that names of one or several holders bring.
 */
const EQUIVALENT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acknowledgement: 'acknowledgment',
    analogue: 'analog',
    analyse: 'analyze',
    artefact: 'artifact',
    authorisation: 'authorization',
    authorised: 'authorized',
    calibre: 'caliber',
    cancelled: 'canceled',
    catalogue: 'catalog',
    categorise: 'categorize',
    centre: 'center',
    emphasised: 'emphasized',
    favour: 'favor',
    favourite: 'favorite',
    fulfil: 'fulfill',
    fulfilment: 'fulfillment',
    initialise: 'initialize',
    judgement: 'judgment',
    labelling: 'labeling',
    labour: 'labor',
    licence: 'license',
    licences: 'licenses',
    maximise: 'maximize',
    merchantibility: 'merchantability',
    modelled: 'modeled',
    modelling: 'modeling',
    offence: 'offense',
    optimise: 'optimize',
    organisation: 'organization',
    organisations: 'organizations',
    organise: 'organize',
    practise: 'practice',
    programme: 'program',
    realise: 'realize',
    recognise: 'recognize',
    signalling: 'signaling',
    sublicence: 'sublicense',
    utilisation: 'utilization',
    whilst: 'while',
    wilful: 'willful',
    wilfull: 'willful',
  }),
)

/** A line of a copyright notice, below any comment mark (guideline 10): a year, a mark or a holder follows. */
// linear: only lines of up to 300 characters are compared
const NOTICE =
  /^(?:portions |some )?(?:copyright|©|\(c\)|&copy;)[ \t,:]*(?:\(c\)|©|&copy;|\[|<|by\b|\d{4}|20xx)|^\d{4}[ \d,–-]*(?:copyright|©|\(c\))|^(?:all |some )?rights reserved\W*$/i

/** A notice without a year: `Copyright Jane Doe`, and not `COPYRIGHT HOLDERS BE LIABLE` of a text. */
const NOTICE_OF_HOLDER =
  /^(?:Portions )?(?:Copyright|COPYRIGHT) (?!(?:act|and|holders?|in|interests?|laws?|licenses?|notices?|of|on|or|owners?|rights?|statements?|treaty)\b)(?!(?:ACT|AND|HOLDERS?|IN|INTERESTS?|LAWS?|LICENSES?|NOTICES?|OF|ON|OR|OWNERS?|RIGHTS?|STATEMENTS?)\b)(?!(?:Act|Holders?|Laws?|Licenses?|Notices?|Owners?|Rights?|Statements?)\b)[A-Z]/

/** What stands before the text of a line in a comment (guideline 6). */
const COMMENT_MARK = /^[ \t]*(?:(?:#+|\/\/+|\/?\*+|;+|--+|%+|\.\.|>|dnl\b|rem\b|<!--)[ \t]+|[#*|]+$)?[ \t]*/i

/** Numbers, letters and Roman numbers of lists, anywhere: texts that are wrapped again move them from a line's start. */
const BULLET = /^(?:\d{1,2}|[a-z]|i{2,3}|iv|vi{1,3}|ix|xi{0,3})$/

/** Parts of addresses that may differ (guideline 13), and marks of quoted HTML. */
const DROPPED: ReadonlySet<string> = new Set(['http', 'https', 'www', 'br', 'quot'])

/**
 * The words of a licence text that count when it is compared, by SPDX's matching guidelines: lower case, one
 * spelling, without white space, punctuation, comment marks, separators, bullets and copyright notices.
 *
 * The guidelines compare punctuation too. This is more generous: no two licences of SPDX's list differ in nothing else.
 */
export function licenseWords(text: string): string[] {
  const words: string[] = []
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(COMMENT_MARK, '').trim()
    if (line !== '') addWords(words, isCopyrightNotice(line) ? afterNotice(line) : line)
  }
  return words
}

/** Whether a line is part of a copyright notice. */
function isCopyrightNotice(line: string): boolean {
  // Enough for a notice: a longer line is a whole text on one line.
  return line.length <= 300 && [NOTICE, NOTICE_OF_HOLDER].some((pattern) => pattern.test(line))
}

/** The first words of licences that some texts write into the line of the notice. */
const FIRST_WORDS = /\b(?:redistribution and use in|permission is hereby|permission to use)\b/i

function afterNotice(line: string): string {
  const at = line.search(FIRST_WORDS)
  return at === -1 ? '' : line.slice(at)
}

function addWords(words: string[], line: string): void {
  const plain = line
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('&', ' and ')
    .replaceAll(/['’`´]s\b/g, '')
    .replaceAll(/\b(non|sub|per)[- ](?=[a-z])/g, '$1')
  for (const word of plain.split(/[^a-z0-9]+/)) {
    if (word === '' || BULLET.test(word) || DROPPED.has(word)) continue
    const one = EQUIVALENT.get(word) ?? word
    // "copyright holder" and "copyright owner" are one (guideline 8).
    words.push(one === 'owner' && words.at(-1) === 'copyright' ? 'holder' : one)
  }
}
