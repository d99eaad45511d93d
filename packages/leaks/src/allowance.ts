import { PLACE_ANCHORS } from './find-places.ts'
import { OWN_ANCHORS } from './own-rules.ts'
import { PRESET_ANCHORS } from './preset-rules.ts'

/** What the scans of all files of one archive may still take: a small archive can hold texts that take hours. */
export interface ScanAllowance {
  /** Characters that may still be searched. */
  characters: number
  /** Beginnings of secrets and paths that may still be looked at; a secret counts as `SECRET_COST` of them. */
  anchors: number
}

/** To look at a secret or at a file of bytecode takes as long as to look at this many beginnings. */
const SECRET_COST = 10

/** Why something is not searched after an allowance. */
export const TOO_MUCH = 'there are far more texts, addresses or keys than files of this size hold'

// linear: each alternative is fixed text with a few optional characters
const ANCHORS = new RegExp(
  [PRESET_ANCHORS, OWN_ANCHORS, PLACE_ANCHORS].map(({ source }) => source).join('|'),
  'g',
)

/** Takes the search of a text from an allowance. Returns false where it does not suffice. */
export function takeText(allowance: ScanAllowance, text: string): boolean {
  if (text.length > allowance.characters) return false
  allowance.characters -= text.length
  let anchors = 0
  ANCHORS.lastIndex = 0
  while (ANCHORS.test(text)) {
    anchors += 1
    if (anchors <= allowance.anchors) continue
    ANCHORS.lastIndex = 0
    return false
  }
  allowance.anchors -= anchors
  return true
}

/** Takes something that costs as much as a secret from an allowance: a secret, or a file of bytecode. Returns false where it does not suffice. */
export function takeSecret(allowance: ScanAllowance): boolean {
  allowance.anchors -= SECRET_COST
  return allowance.anchors >= 0
}
