import texts from 'spdx-license-list/full.js'
import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' }

import { licenseWords } from '../src/license-text/words.ts'

/** Where the terms end; what follows tells how to apply them, or quotes another licence (guideline 12). */
const END_OF_TERMS = [
  /\bEND OF (?:THE )?TERMS AND CONDITIONS\b/i,
  /^\s*(?:Appendix:? )?How to Apply (?:These Terms|the)\b/im,
  /^\s*Exhibit A\b/im,
  /^\s*Creative Commons (?:Notice|is not a party)/im,
]

/** Words of a holder or a place, which a project replaces (guideline 2.4): `<year>`, `[name of copyright owner]`. */
const PLACEHOLDER =
  /<<[^<>]{1,80}>>|<[^<>\n]{1,80}>|\[(?:yyyy|year|name|insert|fullname|owner|holder|organi[sz]ation|project|your)[^[\]]{0,60}\]|_{3,}/gi
const GAP_WORD = 'xreplaceablex'

/**
 * What SPDX's templates let differ in the families of BSD, MIT, ISC and PSF, as patterns over a licence's words.
 * `{n}` is a gap of up to n words, `[word]` may be missing, `a|b` is either.
 */
const REPLACEABLE: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`(?:${GAP_WORD} ?)+`, 'g'), '{25} '],
  [/\buse of this software even if\b/g, 'use of this software [and] [documentation] even if'],
  [/\b(derived from|use of) this software\b/g, '$1 this software|theme|library|work'],
  [
    /\bthis software is provided by\b/g,
    'this software|theme|library|work [and] [documentation] is provided by',
  ],
  [/\bis provided by (?:the |each )?[a-z ]{1,60}? as is\b/g, 'is provided {40} as is'],
  [/\bin no event (shall|will) [a-z{}0-9 ]{1,90}? be liable\b/g, 'in no event $1 {40} be liable'],
  [
    /\bneither the names? of [a-z{}0-9 ]{1,140}? may be used to endorse or promote\b/g,
    'neither|none|the|names {40} may [not] be used to endorse or promote',
  ],
  [/\bwithout specific prior written\b/g, 'without [specific] prior written'],
  [/\bany express or implied\b/g, 'any express|expressed or implied'],
  [
    /\bin source and binary forms with or without modification are permitted\b/g,
    'in source and binary forms [of] [the] [theme|software] [as] [well] [as] [documentation] with or without modification are|is permitted',
  ],
  [
    /\bgnu lesser general public license instead you can\b/g,
    'gnu lesser|library general public license instead you can',
  ],
  // The files of the Free Software Foundation repeat the title above the terms; SPDX has it as optional.
  [
    /\b(?:gnu (?:lesser |library )?general public license )?terms and conditions for copying distribution and modification\b/g,
    '[gnu] [lesser|library] [general] [public] [license] terms and conditions for copying distribution and modification',
  ],
  // Mozilla's own file of MPL 1.1 names the sections as 3.1-3.5.
  [/\brequirements of sections and have been met\b/g, 'requirements of section|sections [and] have been met'],
  [/\b(redistributions) of source code must\b/g, '$1 of source|the [source] code|works must'],
  [/\bincluding without limitation the rights\b/g, 'including without limitation [on] the rights'],
  [
    /\band this permission notice shall be included\b/g,
    'and this permission notice [including] [the] [next] [paragraph] shall be included',
  ],
  [/\bcopy modify and or distribute\b/g, 'copy modify and [or] distribute'],
  [/\bas is and (?:the author|isc) disclaims\b/g, 'as is and {40} disclaims|disclaim'],
]

/** The names of holder and software in the licence of the Python Software Foundation. */
const OF_PSF: readonly (readonly [RegExp, string])[] = [
  [/\bbetween the python software foundation psf and the individual\b/g, 'between {20} and the individual'],
  [/\bnotice of copyright [a-z0-9 ]{1,250}? are retained\b/g, 'notice of copyright {60} are retained'],
  [/\b(?:this software python|python alone|psf license|psf is|psf|python)\b/g, '{8}'],
]

/** The last paragraph of the file of GPL 2.0, which the package's text does not have. */
const END_OF_GPL_2 = ['Lesser', 'Library']
  .map(
    (
      which,
    ) => `This General Public License does not permit incorporating your program into proprietary programs. If your
program is a subroutine library, you may consider it more useful to permit linking proprietary applications with the
library. If this is what you want to do, use the GNU ${which} General Public License instead of this License.`,
  )
  .join('\n')

/** Builds all templates in their stored form, sorted; one line for all licences with one text. */
export function licenseTemplates(): string[] {
  const byBody = new Map<string, Set<string>>()
  const old = new Set<string>(deprecated)
  for (const [id, { licenseText }] of Object.entries(texts)) {
    if (old.has(id) || id.endsWith('+')) continue
    for (const line of templatesOf(id, licenseText)) {
      const ids = byBody.get(line) ?? new Set()
      byBody.set(line, ids.add(id))
    }
  }
  return [...byBody].map(([line, ids]) => `${[...ids].sort().join(',')}\t${line}`).sort()
}

function templatesOf(id: string, text: string): string[] {
  const { terms, rest } = splitTerms(id, text)
  const { title, body: paragraphs } = splitTitle(terms)
  const body = replaceable(id, licenseWords(withGaps(paragraphs)).join(' '))
  const beside = licenseWords(`${title}\n${rest}\n${id.startsWith('GPL-2.0-') ? END_OF_GPL_2 : ''}`)
  const lines = startsWithWords(body) ? [`${body}\t${beside.join(' ')}`] : []
  const header = /Licensed under the Apache License[\s\S]*/.exec(rest)
  if (header !== null) lines.push(`${replaceable(id, licenseWords(withGaps(header[0])).join(' '))}\t`)
  return lines
}

function withGaps(text: string): string {
  return text.replaceAll(PLACEHOLDER, ` ${GAP_WORD} `)
}

function splitTerms(id: string, text: string): { terms: string; rest: string } {
  const ends = id.startsWith('LGPL-3.0') ? [/^\s*GNU GENERAL PUBLIC LICENSE\s*$/m] : END_OF_TERMS
  const at = Math.min(
    ...ends.map((end) => text.search(end)).filter((position) => position > text.length / 8),
    text.length,
  )
  return { terms: text.slice(0, at), rest: text.slice(at) }
}

/** Parts the title and the copyright notice, short paragraphs in front, from the terms (guidelines 10 and 11). */
function splitTitle(text: string): { title: string; body: string } {
  const paragraphs = text.trim().split(/\n\s*\n/)
  const first = paragraphs.findIndex((paragraph) => !isTitle(paragraph))
  return {
    title: paragraphs.slice(0, Math.max(first, 0)).join('\n\n'),
    body: paragraphs.slice(Math.max(first, 0)).join('\n\n'),
  }
}

function isTitle(paragraph: string): boolean {
  const words = licenseWords(paragraph)
  const isSentence = /[.:,;]\s*$/.test(paragraph.trim()) && words.length > 8
  return words.length <= 16 && !isSentence && !/\b(?:permission|redistribut|hereby|this)/i.test(paragraph)
}

function replaceable(id: string, words: string): string {
  const rules = id === 'PSF-2.0' ? [...REPLACEABLE, ...OF_PSF] : REPLACEABLE
  return rules
    .reduce((body, [pattern, by]) => body.replaceAll(pattern, by), words)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?:\{\d+\} )+(\{\d+\})/g, '$1')
    .replace(/^(?:\{\d+\} )+|(?: \{\d+\})+$/g, '')
    .trim()
}

/** Whether a text begins with words of its own, by which it is found. */
function startsWithWords(body: string): boolean {
  const words = body.split(' ')
  return words.length >= 12 && words.slice(0, 3).every((word) => /^[a-z0-9|]+$/.test(word))
}
