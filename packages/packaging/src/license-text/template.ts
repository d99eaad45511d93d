/**
 * A part of a template: a word, one of several words, a word that may be missing; or a gap, into which up to `max`
 * words go that are not the licence's own (SPDX's replaceable text).
 */
export type TemplatePart =
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly optional: boolean }
  | { readonly kind: 'gap'; readonly max: number }

/**
 * A licence text of SPDX's list, or the short notice that refers to it ("Licensed under the Apache License, Version
 * 2.0"), in words. A run meets few of the list's texts, so its parts are made when they are first asked for.
 */
export class LicenseTemplate {
  /** Identifiers with this text: more than one for `GPL-2.0-only` and `GPL-2.0-or-later`. */
  readonly licenses: readonly string[]
  /** Words before the terms (a title) and after them (advice how to apply them), in any number. */
  readonly beside: string
  readonly #body: string
  #parts: readonly TemplatePart[] | undefined

  /**
   * @param line its stored form: licences, words, and words beside them, with tabs between. `{40}` is a gap of up to
   * 40 words, `[or]` may be missing, `software|materials` is either.
   */
  constructor(line: string) {
    const [licenses = '', body = '', beside = ''] = line.split('\t')
    this.licenses = licenses.split(',')
    this.beside = beside
    this.#body = body
  }

  get parts(): readonly TemplatePart[] {
    this.#parts ??= this.#body.split(' ').map(parsePart)
    return this.#parts
  }

  /** Its first words, in every spelling: `software theme` for `software|theme`. */
  firstWords(count: number): string[] {
    let found = ['']
    for (const text of this.#body.split(' ', count)) {
      const part = parsePart(text)
      if (part.kind !== 'word' || part.optional) return []
      found = found.flatMap((before) =>
        part.words.map((word) => (before === '' ? word : `${before} ${word}`)),
      )
    }
    return found
  }
}

function parsePart(text: string): TemplatePart {
  if (text.startsWith('{')) return { kind: 'gap', max: Number(text.slice(1, -1)) }
  const optional = text.startsWith('[')
  return { kind: 'word', words: (optional ? text.slice(1, -1) : text).split('|'), optional }
}
