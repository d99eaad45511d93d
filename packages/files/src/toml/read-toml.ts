import { usageError } from '@exuvia/model'
import { countMarks } from './count-marks.ts'
import { type Spot, parseToml } from './parse-toml.ts'
import { type Place, TomlError } from './toml-text.ts'

/** A TOML file's value, and the place of each key. */
export interface TomlDocument {
  /** As messages name it. */
  readonly file: string
  /** Tables have no prototype. A date or time is a symbol with its text, because a `Date` would look like a table. */
  readonly value: Readonly<Record<string, unknown>>
  /** The place of a key, or of an element of an array. Undefined if it is not in the file. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place | undefined
  readonly wrong?: WrongValue
}

/** How a file is read. */
export interface TomlOptions {
  /** The error's code, which depends on the kind of file. */
  readonly code: 'bad-toml' | 'config-syntax'
  /** The code of errors about its values; see `TomlView`. Default: `bad-pyproject`. */
  readonly wrong?: WrongValue
  /** Default: several times what a long pyproject.toml has. */
  readonly limits?: TomlLimits
}

export type WrongValue = 'bad-pyproject' | 'bad-lock'

export interface TomlLimits {
  readonly characters: number
  /** Line ends, commas, equals signs, and the dots of keys and numbers. */
  readonly marks: number
}

/** Characters: several times the longest published pyproject.toml. */
export const MAX_TOML = 1024 * 1024
/** See `countMarks`. */
const MAX_MARKS = 30_000
const DEFAULT_LIMITS: TomlLimits = { characters: MAX_TOML, marks: MAX_MARKS }

/**
 * Reads TOML 1.0. It refuses text that is too long, nested too deep, or has the key `__proto__`, in any spelling and at any depth.
 * Time and memory are linear in the text's length.
 * @param file as messages name it
 * @throws usage error with the given code, and `file:line:column` in its message
 */
export function readToml(text: string, file: string, options: TomlOptions): TomlDocument {
  const { code, wrong = 'bad-pyproject', limits = DEFAULT_LIMITS } = options
  const refuse = (where: Place | undefined, reason: string, cause?: unknown, hint?: string): Error => {
    const args = { reason, advice: hint === undefined ? [] : [hint] }
    return usageError(code, args, { cause, subject: { path: file, ...where } })
  }
  if (text.length > limits.characters) throw refuse(undefined, `more than ${limits.characters} characters`)
  if (countMarks(text) > limits.marks) {
    throw refuse(undefined, `more than ${limits.marks} lines, keys and values`)
  }
  try {
    const { value, spots } = parseToml(text)
    return { file, wrong, value, placeOf: (path) => placeIn(spots, path) }
  } catch (error) {
    if (error instanceof TomlError) throw refuse(error.place, error.message, error, error.hint)
    throw error
  }
}

function placeIn(spots: Spot, path: readonly PropertyKey[]): Place | undefined {
  let at: Spot | undefined = spots
  for (const part of path) at = at?.below.get(String(part))
  return at?.place
}
