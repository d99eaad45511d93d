/** Why a JSON text is refused; the caller adds which file it is. */
export class JsonError extends Error {}

/**
 * The fewest characters per value, from `FREE_VALUES` values on: each becomes an object, a list or a text of its own.
 * Answers and manifests, which are made of digests, paths and dates, have 30 and more.
 */
const VALUE_LENGTH = 16
const FREE_VALUES = 250_000

/** Bounds on a JSON text. */
export interface JsonLimits {
  /** Most characters. */
  readonly length: number
  /** Most objects and arrays in one another; 64 unless given. */
  readonly depth?: number
}

const MAX_DEPTH = 64

/**
 * Reads JSON (RFC 8259) of unknown origin. It refuses what two readers can understand
 * differently, or what no object can hold safely: a key that an object has twice, in any
 * spelling and at any depth, and the key `__proto__`. Time and memory grow linearly with
 * the text, whose length, depth and number of values are bounded.
 * @throws JsonError
 */
export function readJson(text: string, limits: JsonLimits): unknown {
  checkJson(text, limits)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new JsonError(`not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/**
 * Refuses what `readJson` refuses except wrong grammar, for a text that another library parses.
 * @throws JsonError
 */
export function checkJson(text: string, { length, depth = MAX_DEPTH }: JsonLimits): void {
  if (text.length > length) throw new JsonError(`it has ${text.length} characters; the limit is ${length}`)
  checkKeys(text, depth, Math.max(FREE_VALUES, text.length / VALUE_LENGTH))
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
]

/** An object's keys so far; undefined for a list. */
type Container = Set<string> | undefined

/**
 * Looks at keys and depth. It does not check the grammar, which `JSON.parse` does afterwards:
 * a text with wrong grammar is refused either way.
 */
function checkKeys(text: string, most: number, values: number): void {
  let found = 0
  const open: Container[] = []
  let expectsKey = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === OPEN || code === OPEN_LIST) {
      found += 1
      if (found > values)
        throw new JsonError(`it has more than ${Math.floor(values)} values in ${text.length} characters`)
    }
    if (code === QUOTE) {
      const end = endOfString(text, at)
      if (expectsKey) noteKey(open.at(-1), text.slice(at, end + 1), text, at)
      expectsKey = false
      at = end
    } else if (code === OPEN || code === OPEN_LIST) {
      if (open.length === most) throw new JsonError(`it nests more than ${most} objects and arrays`)
      open.push(code === OPEN ? new Set() : undefined)
      expectsKey = code === OPEN
    } else if (code === CLOSE || code === CLOSE_LIST) {
      open.pop()
      expectsKey = false
    } else if (code === COMMA) {
      expectsKey = open.at(-1) !== undefined
    }
  }
}

/** The index of the closing quote, or of the text's last character if it is missing. */
function endOfString(text: string, start: number): number {
  let end = start
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end < 0) return text.length - 1
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return end
  }
}

function noteKey(keys: Container, written: string, text: string, at: number): void {
  const key = written.includes('\\') ? decoded(written) : written.slice(1, -1)
  if (key === '__proto__') throw new JsonError(`${lineOf(text, at)}the key "__proto__" is not supported`)
  if (keys?.has(key) === true)
    throw new JsonError(`${lineOf(text, at)}the key ${JSON.stringify(shortened(key))} appears twice`)
  keys?.add(key)
}

function decoded(written: string): string {
  try {
    return JSON.parse(written) as string
  } catch {
    return written
  }
}

function shortened(key: string): string {
  return key.length > 80 ? `${key.slice(0, 77)}...` : key
}

function lineOf(text: string, at: number): string {
  return `line ${text.slice(0, at).split('\n').length}: `
}
