import MarkdownIt from 'markdown-it'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absoluteLinks } from '../src/index.ts'

const PLACE = { page: 'https://github.com/o/r', tag: 'v1.2.0', file: 'docs/CHANGELOG.md' }
const BLOB = 'https://github.com/o/r/blob/v1.2.0'
const RAW = 'https://github.com/o/r/raw/v1.2.0'

describe('relative links become absolute addresses at the tag', () => {
  test.each([
    ['[a](guide.md)', `[a](${BLOB}/docs/guide.md)`],
    ['[a](../README.md#use "title")', `[a](${BLOB}/README.md#use "title")`],
    ['[a](/README.md)', `[a](${BLOB}/README.md)`],
    ['[a](./a/../b.md?plain=1)', `[a](${BLOB}/docs/b.md?plain=1)`],
    ['[a](#1-2-0)', `[a](${BLOB}/docs/CHANGELOG.md#1-2-0)`],
    // As on GitHub's own pages.
    ['[a](../../../issues/7)', '[a](https://github.com/o/r/issues/7)'],
    ['[a](<a guide.md>)', `[a](${BLOB}/docs/a%20guide.md)`],
    ['[a](a_(b).md)', `[a](${BLOB}/docs/a_%28b%29.md)`],
    ['[a]( grün.md )', `[a]( ${BLOB}/docs/gr%C3%BCn.md )`],
    ['![p](img/p.png)', `![p](${RAW}/docs/img/p.png)`],
    ['[![p](p.png)](p.md)', `[![p](${RAW}/docs/p.png)](${BLOB}/docs/p.md)`],
    ['see [a] and [b][A]\n\n[a]: a.md "title"', `see [a] and [b][A]\n\n[a]: ${BLOB}/docs/a.md "title"`],
    ['![a]\n\n[a]:\n  <a b.png>', `![a]\n\n[a]:\n  ${RAW}/docs/a%20b.png`],
    ['- ![a]\n\n  [a]: a.png', `- ![a]\n\n  [a]: ${RAW}/docs/a.png`],
    ['[a]: b\\\n[a](a.md)', `[a]: ${BLOB}/docs/b/\n[a](${BLOB}/docs/a.md)`],
    ['# [a](a.md) #', `# [a](${BLOB}/docs/a.md) #`],
    [
      '> - x\n>   [a](a.md)\n>\tand [b](b.md)',
      `> - x\n>   [a](${BLOB}/docs/a.md)\n>\tand [b](${BLOB}/docs/b.md)`,
    ],
    ['| a |\n| --- |\n| [a](a.md) |', `| a |\n| --- |\n| [a](${BLOB}/docs/a.md) |`],
    ['<img width="1" src="p.png">', `<img width="1" src="${RAW}/docs/p.png">`],
    ["x <a href='a.md'>a</a>", `x <a href='${BLOB}/docs/a.md'>a</a>`],
    ['`<img src="p.png">` <img src="p.png">', `\`<img src="p.png">\` <img src="${RAW}/docs/p.png">`],
    ['\\<a href="a.md"><a href="a.md">', `\\<a href="a.md"><a href="${BLOB}/docs/a.md">`],
    [
      '<picture>\n<source srcset="d.png 2x, e.png">\n</picture>',
      `<picture>\n<source srcset="${RAW}/docs/d.png 2x, ${RAW}/docs/e.png">\n</picture>`,
    ],
  ])('%j', (text, expected) => {
    expect(absoluteLinks(text, PLACE)).toBe(expected)
  })

  test.each([
    '[a](https://example.org/a) <https://example.org> [b](//example.org) [c](mailto:a@example.org) [d]()',
    '`[a](a.md)` and \\[a](a.md)',
    '```\n[a](a.md)\n```\n\n    [a](a.md)\n\n<!-- [a](a.md) -->',
    '[a](not a link.md)',
    '[a]: not a definition',
    'by @octocat in #12, 0a1b2c3d',
  ])('and %j stays unchanged', (text) => {
    expect(absoluteLinks(text, PLACE)).toBe(text)
  })

  test('at a tag with any characters, on any server', () => {
    const place = { page: 'https://ghe.example.org/o/r', tag: 'app/v1.0+b#2', file: 'NEWS.md' }
    expect(absoluteLinks('[a](x.md) [b](../../issues)', place)).toBe(
      '[a](https://ghe.example.org/o/r/blob/app/v1.0%2Bb%232/x.md) [b](https://ghe.example.org/o/r/issues)',
    )
  })

  test("from the repository's root for text outside a file", () => {
    expect(absoluteLinks('[a](x.md) [b](#b)', { ...PLACE, file: undefined })).toBe(
      `[a](${BLOB}/x.md) [b](#b)`,
    )
  })
})

const PIECES = [
  '[a](a.md)',
  '![p](p.png)',
  '`',
  '```',
  '> ',
  '- ',
  '  ',
  '\n',
  '\n\n',
  'x ',
  '[a]',
  '[a]: b.md',
  '<a href="h.md">',
  '<!--',
  '-->',
  '\\',
  '<',
  '`<a href="h.md">`',
  '(',
  ')',
  '\t',
  '# ',
  '===\n',
]

/** HTML without its addresses. */
function bare(html: string): string {
  return html.replaceAll(/(href|src)="[^"]*"/g, '$1')
}

test('in any text only addresses change, and a second run changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const whole = absoluteLinks(text, PLACE)
      expect(absoluteLinks(whole, PLACE)).toBe(whole)
      const parser = new MarkdownIt('commonmark')
      expect(bare(parser.render(whole))).toBe(bare(parser.render(text)))
      expect(parser.render(whole)).not.toMatch(/(?:href|src)="[abh]\.md|src="p\.png/)
    }),
    { numRuns: 1000 },
  )
})
