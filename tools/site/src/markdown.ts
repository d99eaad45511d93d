import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { MarkdownOptions } from 'vitepress'
import { ROOT } from './generate.ts'
import { type Kind, siteLink } from './links.ts'

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/**
 * Fits the repository's Markdown files to the site: their links lead to its pages, Vue leaves the braces of
 * `${{ github.token }}` alone, and a column without a title has no empty heading for a screen reader.
 * @param fileOf the path in the repository of a page's path
 */
export function fitMarkdown(md: MarkdownIt, fileOf: (page: string) => string): void {
  md.core.ruler.push('exuvia', (state) => {
    const page = (state.env as { readonly relativePath?: string }).relativePath ?? ''
    for (const token of state.tokens.flatMap((each) => each.children ?? [])) {
      if (token.type === 'code_inline') token.attrSet('v-pre', '')
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (href !== null) token.attrSet('href', siteLink(String(href), fileOf(page), kindOf))
    }
    for (const [index, token] of state.tokens.entries()) {
      if (token.type !== 'th_open' || state.tokens[index + 1]?.content !== '') continue
      for (const each of [token, state.tokens[index + 2]]) if (each !== undefined) each.tag = 'td'
    }
  })
}

function kindOf(path: string): Kind {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (found === undefined) return 'missing'
  return found.isDirectory() ? 'folder' : 'file'
}
