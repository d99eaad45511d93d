import { describe, expect, test } from 'vitest'
import { type Kind, anchorOf, siteLink } from '../src/links.ts'

const FILES: Readonly<Record<string, Kind>> = {
  'docs/policy.md': 'file',
  'docs/README.md': 'file',
  'docs/messages/README.md': 'file',
  'docs/messages/bad-lock.md': 'file',
  'docs/schemas/config.schema.json': 'file',
  'apps/cli/README.md': 'file',
  'packages/deflate': 'folder',
  'packages/deflate/README.md': 'file',
  'packages/policy/src/copyleft.ts': 'file',
  'examples/workflows': 'folder',
  docs: 'folder',
  'README.md': 'file',
}
const kindOf = (path: string): Kind => FILES[path.replace(/\/$/, '')] ?? 'missing'

describe('a link of a Markdown file', () => {
  test.each([
    ['docs/policy.md', 'messages/bad-lock.md', '/messages/bad-lock'],
    ['docs/messages/bad-lock.md', '../policy.md#licences', '/policy#licences'],
    ['docs/policy.md', 'messages/README.md', '/messages/'],
    ['docs/policy.md', 'schemas/config.schema.json', '/schemas/config'],
    ['docs/policy.md', '../packages/deflate', '/packages/deflate'],
    ['docs/policy.md', '../apps/cli/README.md', '/packages/exuvia'],
    ['docs/policy.md', '../README.md', '/'],
    ['apps/cli/README.md', 'https://github.com/exuvia/exuvia/tree/main/docs#readme', '/guide'],
    [
      'apps/cli/README.md',
      'https://github.com/exuvia/exuvia/blob/main/docs/policy.md#licences',
      '/policy#licences',
    ],
  ])('of %s to %s, a page, leads to the page', (from, href, to) => {
    expect(siteLink(href, from, kindOf)).toBe(to)
  })

  test.each([
    ['../packages/policy/src/copyleft.ts', 'blob/main/packages/policy/src/copyleft.ts'],
    ['../examples/workflows', 'tree/main/examples/workflows'],
  ])('to %s, which is no page, leads to GitHub', (href, to) => {
    expect(siteLink(href, 'docs/policy.md', kindOf)).toBe(`https://github.com/exuvia/exuvia/${to}`)
  })

  test.each(['#licences', '/policy', 'https://example.com/', 'mailto:a@example.com'])(
    'to %s stays',
    (href) => {
      expect(siteLink(href, 'docs/policy.md', kindOf)).toBe(href)
    },
  )

  test('to a file that does not exist is an error', () => {
    expect(() => siteLink('gone.md', 'docs/policy.md', kindOf)).toThrow(
      'docs/policy.md links to gone.md, and docs/gone.md does not exist',
    )
  })
})

test('an anchor is the one that GitHub makes', () => {
  expect(anchorOf('`compile`: what `-O` does, and “why”')).toBe('compile-what--o-does-and-why')
})
