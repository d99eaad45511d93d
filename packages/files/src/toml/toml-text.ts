/** 1-based, as editors count. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What is wrong with a TOML text, and where. */
export class TomlError extends Error {
  readonly place: Place
  /** What to do about it. */
  readonly hint: string | undefined

  constructor(message: string, place: Place, hint?: string) {
    super(message)
    this.place = place
    this.hint = hint
  }
}

const BARE_KEY = /[A-Za-z0-9_-]+/y
/* oxlint-disable no-control-regex -- TOML refuses control characters */
/** Ends at the first character that may be special. */
const BASIC = /[^"\\\u0000-\u0008\u000A-\u001F\u007F]+/y
const LITERAL = /[^'\u0000-\u0008\u000A-\u001F\u007F]+/y
const COMMENT = /#[^\u0000-\u0008\u000A-\u001F\u007F]*/y
/* oxlint-enable no-control-regex */
const BLANKS = /[ \t]+/y
const ESCAPED_END = /\\[ \t]*\r?\n/y
const CODE_POINT = /u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})/y
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
}

/** A TOML text and how far it is read. */
export class TomlText {
  readonly #text: string
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  get place(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  error(message: string, place: Place = this.place): TomlError {
    return new TomlError(message, place)
  }

  /** What stands here, in words. */
  found(): string {
    if (this.isAtEnd) return 'the end of the file'
    if (this.startsWith('\n') || this.startsWith('\r\n')) return 'the end of the line'
    return JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0))
  }

  startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  /** Reads a text if it stands here; it has no line end. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false
    this.#at += text.length
    return true
  }

  /** Reads what a sticky pattern without line ends matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  blanks(): void {
    this.match(BLANKS)
  }

  /** Reads the end of a line. */
  newline(): boolean {
    const length = this.startsWith('\n') ? 1 : this.startsWith('\r\n') ? 2 : 0
    if (length === 0) return false
    this.#at += length
    this.#line += 1
    this.#lineStart = this.#at
    return true
  }

  /** Reads blanks, comments and ends of lines. */
  spaceAndLines(): void {
    do {
      this.blanks()
      this.match(COMMENT)
    } while (this.newline())
  }

  /** Reads the rest of a line, which may be a comment. */
  lineEnd(): void {
    this.blanks()
    this.match(COMMENT)
    if (!this.isAtEnd && !this.newline()) throw this.error(`unexpected ${this.found()}`)
  }

  /** Reads one part of a key; undefined if none stands here. */
  keyPart(): string | undefined {
    if (this.startsWith('"') || this.startsWith("'")) return this.string(false)
    return this.match(BARE_KEY)
  }

  /** Reads a string; undefined if none begins here. */
  string(mayBeLong = true): string | undefined {
    for (const quote of ['"', "'"]) {
      if (!this.startsWith(quote)) continue
      const isLong = mayBeLong && this.take(quote.repeat(3))
      if (!isLong) this.#at += 1
      else this.newline()
      return this.#rest(quote, isLong)
    }
    return undefined
  }

  /** Reads a string behind its opening quotes. */
  #rest(quote: string, isLong: boolean): string {
    const plain = quote === '"' ? BASIC : LITERAL
    const parts: string[] = []
    for (;;) {
      const part = this.match(plain)
      if (part !== undefined) parts.push(part)
      if (this.take(isLong ? quote.repeat(3) : quote)) {
        // Up to two quotes may stand before the closing ones.
        if (isLong && this.take(quote)) parts.push(quote)
        if (isLong && this.take(quote)) parts.push(quote)
        return parts.join('')
      }
      if (isLong && this.take(quote)) parts.push(quote)
      else if (isLong && this.newline()) parts.push('\n')
      else if (quote === '"' && this.startsWith('\\')) parts.push(this.#escaped(isLong))
      else if (this.isAtEnd || this.startsWith('\n') || this.startsWith('\r'))
        throw this.error('unterminated string')
      else throw this.error('a control character in a string')
    }
  }

  #escaped(isLong: boolean): string {
    if (isLong && this.match(ESCAPED_END) !== undefined) {
      this.#line += 1
      this.#lineStart = this.#at
      do this.blanks()
      while (this.newline())
      return ''
    }
    const { place } = this
    this.#at += 1
    const letter = this.#text[this.#at] ?? ''
    const simple = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
    if (simple !== undefined) {
      this.#at += 1
      return simple
    }
    const code = Number.parseInt(this.match(CODE_POINT)?.slice(1) ?? '', 16)
    const isScalar = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff)
    if (!isScalar) throw this.error('an escape sequence that TOML does not have', place)
    return String.fromCodePoint(code)
  }
}
