import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sharedCache, temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { piecesOf, plain } from '../src/pictures/ansi.ts'
import { ROOT, drawPictures } from '../src/pictures/draw.ts'
import { excerpt } from '../src/pictures/excerpt.ts'
import { terminalSvg } from '../src/pictures/terminal-svg.ts'

describe('a line of a terminal', () => {
  test('becomes pieces in one style each', () => {
    expect(piecesOf('\u001B[32m\u001B[1mbuilt\u001B[22m\u001B[39m 7 files')).toEqual([
      { text: 'built', style: 'bold green' },
      { text: ' 7 files', style: '' },
    ])
    expect(plain('\u001B[2m$ exuvia\u001B[22m build')).toBe('$ exuvia build')
  })

  test('with a style that nobody drew is an error', () => {
    expect(() => piecesOf('\u001B[45mx')).toThrow('the style 45 is not known')
  })
})

describe('an excerpt', () => {
  const output = '$ exuvia build\nnote one\nsizes\nnote two\nnote three\nbuilt\n$ exuvia verify\nintact\n'

  test('has the wanted lines, and a sign where lines are left out', () => {
    expect(
      excerpt(output, [
        { command: 'exuvia build', lines: [/^sizes/, /^built/] },
        { command: 'exuvia verify', lines: [/^intact/] },
      ]),
    ).toEqual(['$ exuvia build', 'sizes', '…', 'built', '', '$ exuvia verify', 'intact'])
  })

  test('without a wanted line or command is an error', () => {
    expect(() => excerpt(output, [{ command: 'exuvia build', lines: [/^gone/] }])).toThrow(
      'prints no line like ^gone',
    )
    expect(() => excerpt(output, [{ command: 'exuvia plan', lines: [] }])).toThrow(
      'the demo does not run exuvia plan',
    )
  })
})

test('a picture of a terminal shows text as text, in its columns, with words for those who do not see it', () => {
  const svg = terminalSvg(['a  <b> & c', '   d'], 'T & t', 'About <it>')
  expect(svg).toContain('>a  &lt;b&gt; &amp; c</text>')
  expect(svg).toContain('<text x="44" y="53.25" textLength="8">d</text>')
  expect(svg).toContain('role="img" aria-labelledby="title about"')
  expect(svg).toContain('<title id="title">T &amp; t</title>')
  expect(svg).toContain('prefers-color-scheme: dark')
})

// Draw them again with: npm run pictures
test(
  'the pictures of the README are those that the demo makes now',
  { tags: ['slow'], timeout: 600_000 },
  async () => {
    const folder = temporaryFolder()
    await drawPictures(folder, sharedCache())
    for (const name of ['demo.svg', 'sizes.svg']) {
      const drawn = readFileSync(path.join(folder, name), 'utf8')
      expect(drawn, `${name}: npm run pictures`).toBe(
        readFileSync(path.join(ROOT, 'docs/pictures', name), 'utf8'),
      )
    }
  },
)
