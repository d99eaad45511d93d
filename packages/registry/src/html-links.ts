import { type Token, Tokenizer, TokenizerMode } from 'parse5'

/** A start tag with an address. */
export interface HtmlLink {
  /** In lower case. */
  readonly tag: string
  readonly href: string
  /** The value of `data-yanked` (PEP 592). */
  readonly yanked: string | undefined
}

/** Elements whose content is text, in which no tag counts. */
const TEXTS: Readonly<Record<string, Tokenizer['state']>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  textarea: TokenizerMode.RCDATA,
  title: TokenizerMode.RCDATA,
}

const ignored = (): void => undefined

/**
 * Reads the start tags of a page that have an `href`, without their tree, as pip does: a tree of links in one another
 * takes quadratic time. Pure.
 */
export function readLinks(text: string): HtmlLink[] {
  const found: HtmlLink[] = []
  const onStartTag = ({ tagName, attrs }: Token.TagToken): void => {
    tokenizer.state = TEXTS[tagName] ?? tokenizer.state
    const attributes = new Map(attrs.map((item) => [item.name, item.value]))
    const href = attributes.get('href')
    if (href !== undefined) found.push({ tag: tagName, href, yanked: attributes.get('data-yanked') })
  }
  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag,
      onEndTag: ignored,
      onComment: ignored,
      onDoctype: ignored,
      onEof: ignored,
      onCharacter: ignored,
      onNullCharacter: ignored,
      onWhitespaceCharacter: ignored,
    },
  )
  tokenizer.write(text, true)
  return found
}
