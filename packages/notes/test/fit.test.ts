import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { type NotesParts, fitNotes, ownNotes } from '../src/index.ts'

const REPORTS: NotesParts['reports'] = [
  { text: `### Sizes\n\n${'full '.repeat(40)}`, without: [] },
  { text: '### Sizes\n\nsome', without: ['the digests'] },
  { text: '### Sizes\n\ntotal', without: ['the digests', 'the table'] },
]
const VERIFICATION = '### Check\n\n```sh\nexuvia verify o/r@v1\n```'
const MORE = '*More in* [CHANGELOG](<https://example.org>).'

function fit(notes: string, limit: number): ReturnType<typeof fitNotes> {
  return fitNotes({ notes, reports: REPORTS, verification: VERIFICATION, more: MORE }, limit)
}

/** Top-level headings, according to CommonMark. */
function headings(text: string): string[] {
  const tokens = new MarkdownIt('commonmark').parse(text, {})
  return tokens.flatMap((token, index) =>
    token.type === 'heading_open' && token.level === 0 ? [tokens[index + 1]?.content ?? ''] : [],
  )
}

describe('notes within a limit', () => {
  test('are complete if they fit, with the fullest report that fits', () => {
    const whole = fit('- a\n', 5000)
    expect(whole.text).toBe(
      `- a\n\n<!-- exuvia:report -->\n\n${REPORTS[0]?.text.trim()}\n\n${VERIFICATION}\n`,
    )
    expect(whole.without).toEqual([])
    const { length } = whole.text
    expect(fit('- a', length).without).toEqual([])
    expect(fit('- a', length - 1)).toMatchObject({ without: ['the digests'], kept: 3, length: 3 })
  })

  test('end between two list items, and say where the rest is', () => {
    const notes = `### Added\n\n${Array.from({ length: 100 }, (_, index) => `- item ${index}`).join('\n')}`
    const { text, kept, length } = fit(notes, 400)
    expect(text.length).toBeLessThanOrEqual(400)
    expect(kept).toBeLessThan(length)
    expect(text).toMatch(/- item \d+\n\n\*More in\*/)
    expect(headings(text)).toEqual(['Added', 'Sizes', 'Check'])
  })

  test('do not end in a heading', () => {
    const notes = `one\n\n## Next\n\n${'x'.repeat(1000)}`
    expect(fit(notes, 400).text).toMatch(/^one\n\n\*More in\*/)
  })

  test('include the definitions of their links', () => {
    const notes = `- see [a]\n- ${'x'.repeat(1000)} [b]\n\n[a]: https://a.example\n[b]: https://b.example`
    expect(fit(notes, 400).text).toMatch(/^- see \[a\]\n\n\[a\]: https:\/\/a\.example\n\n\*More/)
  })

  test('do not end inside an element of HTML', () => {
    const notes = `before\n\n<details>\n\ninside\n\n${'x '.repeat(500)}\n\n</details>`
    expect(fit(notes, 400).text).toMatch(/^before\n\n\*More/)
  })

  test('are left out if not even one block fits', () => {
    expect(fit('x'.repeat(10_000), 400).text).toMatch(/^\*More in\*/)
  })

  test.each([
    ['```js\nx', '```js\nx\n```'],
    ['~~~~\n```', '~~~~\n```\n~~~~'],
    ['a\n\n<!-- b', 'a\n\n<!-- b\n-->'],
    ['<details>\n\na', '<details>\n\na\n\n</details>'],
    ['<pre>\na', '<pre>\na\n</pre>'],
    ['- a\n  ```\n  b', '- a\n  ```\n  b'],
    ['<br>\n\n<img src="a>b">', '<br>\n\n<img src="a>b">'],
  ])('close what %j leaves open', (notes, closed) => {
    const { text } = fit(notes, 5000)
    expect(text.startsWith(`${closed}\n\n<!-- exuvia:report -->`)).toBe(true)
    expect(headings(text)).toEqual(['Sizes', 'Check'])
  })

  test('are found again on the release', () => {
    expect(ownNotes(fit('- a\n- b', 5000).text)).toBe('- a\n- b')
    expect(ownNotes('written by hand\r\n')).toBe('written by hand')
    expect(ownNotes('')).toBe('')
  })

  test('are empty if there are none', () => {
    expect(fitNotes({ notes: ' \n', reports: [], verification: '', more: undefined }, 100).text).toBe('')
  })
})

const LINES = [
  'text 😀',
  '# heading',
  '- item',
  '  - inner',
  '1. one',
  '```',
  '~~~~js',
  '> quote',
  '<!-- comment',
  '-->',
  '--> and <b>',
  '<details>',
  '<summary>s</summary>',
  '</details>',
  '    code',
  '[a]: https://a.example',
  'see [a] and [b][a]',
  '===',
  '',
  '<pre>',
  '</pre>',
  '| a | b |',
  '\uD83D',
  '<script>',
  '<?php',
  '<![CDATA[',
  'x'.repeat(60),
  '\t\tx',
]

test('any notes fit the limit, show the report and the check, and do not change when fitted again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...LINES), { maxLength: 60 }),
      fc.integer({ min: 260, max: 2000 }),
      (lines, limit) => {
        const { text, kept, length } = fit(lines.join('\n'), limit)
        expect(text.length).toBeLessThanOrEqual(limit)
        expect(text.isWellFormed()).toBe(true)
        expect(headings(text).slice(-2)).toEqual(['Sizes', 'Check'])
        // A cut may leave room for a fuller report.
        expect(kept === length ? fit(ownNotes(text), limit).text : text).toBe(text)
      },
    ),
    { numRuns: 500 },
  )
})
