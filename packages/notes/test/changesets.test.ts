import { ExuviaError } from '@exuvia/model'
import { expect, test } from 'vitest'
import { renderChangesets } from '../src/index.ts'

const changeset = (name: string, front: string, summary: string): { name: string; text: string } => ({
  name,
  text: `---\n${front}\n---\n\n${summary}\n`,
})

test('changesets are grouped by the greatest of their bumps, in the order of their names', () => {
  const { text, count } = renderChangesets(
    [
      changeset('c.md', '"tidemark": patch', 'Fix the ebb.\n\nIt was late.\n\n```py\nx\n```'),
      changeset('b.md', 'tidemark: major\nother: patch', 'New tables'),
      changeset('a.md', "'tidemark': patch", 'Fix the flood.'),
      changeset('d.md', 'tidemark: none', 'Nobody sees it.'),
      changeset('e.md', 'tidemark: minor', ''),
    ],
    [],
  )
  expect(count).toBe(5)
  expect(text).toBe(`### Major changes

- New tables

### Patch changes

- Fix the flood.
- Fix the ebb.

  It was late.

  \`\`\`py
  x
  \`\`\``)
})

test('an invalid changeset is named', () => {
  expect(readOdd).toThrow(ExuviaError)
  expect(readOdd).toThrow(/^\.changeset\/odd\.md: not a valid changeset: could not parse changeset/)
})

function readOdd(): string {
  return renderChangesets([{ name: '.changeset/odd.md', text: 'just text' }], []).text
}

test('if some changesets name the project, only those count, by its bump', () => {
  const files = [
    changeset('a.md', '"@acme/tide-mark": patch\nother: major', 'Ours and theirs'),
    changeset('b.md', 'other: minor', 'Theirs'),
    changeset('c.md', 'Tide_Mark: minor', 'Ours'),
  ]
  expect(renderChangesets(files, ['tide.mark'])).toEqual({
    text: '### Minor changes\n\n- Ours\n\n### Patch changes\n\n- Ours and theirs',
    count: 2,
  })
  expect(renderChangesets(files, ['third']).count).toBe(3)
})

test.each(['\n', ' ', ' \t', '\n ', '-', '--\n'])('a front of 120,000 times %j is read at once', (unit) => {
  const text = `---\n${unit.repeat(120_000)}`
  expect(() => renderChangesets([{ name: 'a.md', text }], [])).toThrow('not a valid changeset')
})

test('blank lines and indentation in the front change nothing', () => {
  const text = 'a title\n\n --- \n\n"tidemark":\n\n  minor\n\n---  \n\nNew tables\n\n---\n\nmore\n'
  expect(renderChangesets([{ name: 'a.md', text }], []).text).toBe(
    '### Minor changes\n\n- New tables\n\n  ---\n\n  more',
  )
})
