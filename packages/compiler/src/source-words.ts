import { DOCSTRING_READERS } from '@exuvia/model'

/**
 * Which sources need no examination, as their words tell: parsing all would take longer than compiling them. What the
 * words let through may still have no facts; what they leave out must have none.
 */

/** Methods that change what they are called on or give another value each time: a pattern for Python and JavaScript. */
export const EFFECT_NAMES = [
  String.raw`pop(?:left|item|_\w+)?|next|read(?:line|lines|into|exactly|_\w+|[0-9A-Z]\w*)?|recv\w*|pull(?:_\w+)?`,
  String.raw`send(?:all|_\w+|to)?|write(?:lines|_\w+)?|consume\w*|popen|acquire|put(?:_nowait)?|get_nowait`,
  String.raw`advance|seek|append|extend|insert|setdefault|remove|discard|unlink|mkdir|makedirs|rename|commit`,
  String.raw`execute\w*|connect`,
].join('|')

/** How the name of a function begins that checks what it is given: a pattern for Python and JavaScript. */
export const GUARD_NAMES = 'assert|check|validate|verify|ensure|require|raise'

/** Words without which a source has no facts, apart from asserts, docstrings and compiled kernels. */
const WORDS: readonly RegExp[] = [
  /\bgetdoc\b|__debug__|flags\.optimize|\bgetsource|\bfindsource\b|\bgetcomments\b|\blinecache\b/,
  /\.py['"]|\bopen\(__file__|exuvia:[ \t]*ignore\[|issubset\(|\bdef [pt]_\w+\(|\bimport warp\b|\bSOURCE_SUFFIXES\b/,
]

/** What imports a library that reads docstrings. */
// linear: a line begins once, and the names have no repetition.
const READERS = new RegExp(
  String.raw`^[ \t]*(?:from|import)[ \t]+(?:${Object.values(DOCSTRING_READERS)
    .flatMap(({ modules }) => modules)
    .join('|')})\b`,
  'm',
)

/** Compilers of functions, and what decorates these. */
const COMPILERS = /\bnumba\b|\btorch\b|\btriton\b/
const KERNELS = /\bn?jit\b|\bjit\.script|vectorize\b/

/** A handler for what asserts raise, also if its list of exceptions takes several lines. */
const ASSERT_HANDLER = /\bexcept\b[^:]{0,300}\bAssertionError\b/

// linear: each part ends where the next begins, and a line has one "def".
const GUARDS = new RegExp(
  String.raw`^[ \t]*(?:async )?def _*(?:${GUARD_NAMES})\w*\([^()]*\)[^:\n]*:\n(?:[ \t]*"""[^"]*"""\n)?\s*(?:assert|for|if)\b`,
  'm',
)

/** A docstring that lists what its function's asserts raise. */
const PROMISES = /^[ \t]*(?::raises? )?AssertionError\b[ \t]*(?::|$)/m

// linear: letters of a name follow a full stop, and end before the next one.
const EFFECTS = new RegExp(String.raw`\.(?:${EFFECT_NAMES})\(|\bnext\(|:=|\bawait\b|\byield\b`)

/** An assert that no option is left over; the name. */
const LEFT_OVER = /^[:; ]*assert\b[ (]*not (\w+)/

/** All that decides here which sources are examined, as text: facts are kept under it. */
export function wordsInFull(): string {
  const patterns = [
    ...WORDS,
    READERS,
    COMPILERS,
    KERNELS,
    ASSERT_HANDLER,
    EFFECTS,
    LEFT_OVER,
    GUARDS,
    PROMISES,
    DOCSTRING_GIVEN,
  ]
  const functions = [hasWords, linesWith, mayHaveEffect, isOpen, mayReadDocstring]
  return [...patterns, ...functions].map(String).join('\n')
}

/** What is known of sources in memory, for use from a zip and from a folder: each is asked about several times. */
const known = { zip: new WeakMap<Uint8Array, boolean>(), folder: new WeakMap<Uint8Array, boolean>() }

/** Whether a source, which does not change, can have facts. @param inZip whether it is imported from a zip */
export function isFlagged(source: Uint8Array, inZip = false): boolean {
  const answers = known[inZip ? 'zip' : 'folder']
  const answer = answers.get(source) ?? hasWords(source, inZip)
  answers.set(source, answer)
  return answer
}

function hasWords(source: Uint8Array, inZip: boolean): boolean {
  const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1')
  if (inZip && text.includes('__file__')) return true
  if (WORDS.some((words) => words.test(text))) return true
  if (READERS.test(text) && /"""|'''/.test(text)) return true
  if (COMPILERS.test(text) && KERNELS.test(text)) return true
  if (linesWith(text, '__doc__').some(mayReadDocstring)) return true
  if (!text.includes('assert')) return false
  if (ASSERT_HANDLER.test(text) || GUARDS.test(text) || PROMISES.test(text)) return true
  return linesWith(text, 'assert').some((line) => mayHaveEffect(line, text))
}

/** The lines with a word, without the spaces around them. */
function linesWith(text: string, word: string): readonly string[] {
  const lines: string[] = []
  for (let at = text.indexOf(word); at !== -1;) {
    const end = text.indexOf('\n', at)
    const stop = end === -1 ? text.length : end
    lines.push(text.slice(text.lastIndexOf('\n', at) + 1, stop).trim())
    at = text.indexOf(word, stop)
  }
  return lines
}

/** Whether an assert does more than look. What goes on in the next line may do anything. */
function mayHaveEffect(line: string, text: string): boolean {
  const at = line.search(/(?:^|[:;] ?)assert\b/)
  if (at === -1) return false
  const left = LEFT_OVER.exec(line.slice(at))
  if (left !== null && text.includes(`**${left[1]}`)) return true
  return EFFECTS.test(line) || line.endsWith('\\') || isOpen(line)
}

/** Whether a line has more opening brackets than closing ones, in strings too. */
function isOpen(line: string): boolean {
  let open = 0
  for (const letter of line) {
    if ('([{'.includes(letter)) open += 1
    else if (')]}'.includes(letter)) open -= 1
  }
  return open !== 0
}

/** Gives a docstring, a new one or that of another: `x.__doc__ = `, `__doc__ = y.__doc__`. */
const DOCSTRING_GIVEN = /^(?:[\w.]+\.)?__doc__ = ([\w.]+$)?/

/** Whether a line does with a docstring what can fail without it. */
function mayReadDocstring(line: string): boolean {
  if (line.startsWith('#') || line === 'print(__doc__)') return false
  const given = DOCSTRING_GIVEN.exec(line)
  if (given !== null) return given[1] === undefined && line.includes('__doc__', given[0].length)
  // A list of attributes has the name in quotes.
  return (
    line.includes('getattr') ||
    /\[['"]__doc__['"]\]/.test(line) ||
    /(?<!['"])__doc__|__doc__(?!['"])/.test(line)
  )
}
