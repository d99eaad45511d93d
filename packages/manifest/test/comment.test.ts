import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  type CommentData,
  MOST_COMMENT_DATA,
  MOST_COUNTS,
  type ShippingCounts,
  describeSizes,
  parseCommentData,
  renderComment,
  serializeCommentData,
} from '../src/index.ts'
import { MANIFEST, TWIN, artifact } from './example.ts'

const HEAD = 'b'.repeat(40)

const DATA: CommentData = {
  schema: 'exuvia.comment/1',
  pull: 7,
  head: HEAD,
  sizes: describeSizes(MANIFEST),
  findings: { error: 0, warning: 2, note: 1 },
}

describe('the sizes of a release', () => {
  test('are its manifest without the lists of files', () => {
    const sizes = describeSizes({ ...MANIFEST, artifacts: [artifact('cp312-any'), TWIN] })
    expect(sizes).toEqual({
      schema: 'exuvia.sizes/1',
      name: 'Tidemark',
      version: '1.2.0',
      commit: MANIFEST.commit,
      size: 41_234 + 9000,
      artifacts: [
        {
          name: 'cp312-any',
          file: 'tidemark-1.2.0-cp312-any.tar.gz',
          size: 41_234,
          source: 120_000,
          bytecode: 98_000,
          unpacked: 150_000,
          files: 3,
        },
        {
          name: 'source twin',
          file: 'tidemark-1.2.0-source.tar.gz',
          size: 9000,
          source: 30_000,
          bytecode: 0,
          unpacked: 31_000,
          files: 1,
        },
      ],
    })
  })
})

const SHIPPING: ShippingCounts = {
  since: '1.1.0',
  changes: [
    { distribution: 'Tidemark', state: 'changed', old: 'source', new: 'bytecode', files: 3 },
    { distribution: 'gull', state: 'added', old: null, new: 'bytecode', files: 12 },
  ],
  more: 0,
  targets: { added: ['cp313-any'], removed: [] },
  unknown: ['licenses'],
}

describe('what ships otherwise', () => {
  test('is in the comment, with what was not compared', () => {
    const data = { ...DATA, shipping: SHIPPING }
    expect(parseCommentData(serializeCommentData(data), 'x')).toEqual(data)
    expect(renderComment(data, undefined)).toContain(`Ships otherwise than in \`1.1.0\`:

New targets: \`cp313-any\`.

| Distribution | Before | Now | Files |
| --- | --- | --- | ---: |
| \`Tidemark\` | source | bytecode | 3 |
| \`gull\` (new) | - | bytecode | 12 |

Not compared: licences.
`)
  })

  test('is said to be nothing only of what was compared', () => {
    const nothing = { ...SHIPPING, changes: [], targets: { added: [], removed: [] } }
    expect(renderComment({ ...DATA, shipping: nothing }, undefined)).toContain(
      'No file ships otherwise than in `1.1.0`.\n\nNot compared: licences.\n',
    )
  })

  test.each([
    ['since', '<b>'],
    ['changes', [{ ...SHIPPING.changes[0], distribution: '@octocat' }]],
    ['changes', [{ ...SHIPPING.changes[0], old: '[x](y)' }]],
    ['changes', [{ ...SHIPPING.changes[0], new: 'bytecode (optimize 1, docstrings keep) | x' }]],
    ['changes', Array.from({ length: MOST_COUNTS + 1 }, () => SHIPPING.changes[0])],
    ['targets', { added: ['a`b'], removed: [] }],
    ['unknown', ['everything']],
    ['more', -1],
  ])('refuses a foreign %s: %j', (key, value) => {
    const text = JSON.stringify({ ...DATA, shipping: { ...SHIPPING, [key]: value } })
    expect(() => parseCommentData(text, 'x')).toThrow(/shipping\./)
  })
})

describe('comment data', () => {
  test('read back as they were written', () => {
    expect(parseCommentData(serializeCommentData(DATA), 'x')).toEqual(DATA)
  })

  test.each([
    ['no JSON', 'x', /not JSON/],
    ['another schema', JSON.stringify({ ...DATA, schema: 'exuvia.comment/2' }), /schema: expected/],
    ['a key more', JSON.stringify({ ...DATA, body: '# hello' }), /body: unknown key/],
    ['a pull request of no number', JSON.stringify({ ...DATA, pull: '7; rm' }), /pull: expected/],
    ['no commit', JSON.stringify({ ...DATA, head: 'main' }), /head: expected a commit/],
    ['a size below nothing', JSON.stringify({ ...DATA, sizes: { ...DATA.sizes, size: -1 } }), /sizes\.size/],
    ['half a byte', JSON.stringify({ ...DATA, sizes: { ...DATA.sizes, size: 0.5 } }), /sizes\.size/],
    ['too much', ' '.repeat(MOST_COMMENT_DATA + 1), /the limit is 1048576/],
  ])('with %s are refused', (_, text, message) => {
    expect(() => parseCommentData(text, 'sizes.json')).toThrow(message)
    expect(() => parseCommentData(text, 'sizes.json')).toThrow(/^sizes\.json is not valid comment data/)
  })

  test.each([
    'www.example.org/[x](y)',
    'a`b',
    '@octocat',
    'x | y',
    '<img src=x>',
    'a\nb',
    'https://example.org',
    '#1',
    'é',
    '',
    'x'.repeat(101),
  ])('refuse the name or version %j', (value) => {
    for (const key of ['name', 'version']) {
      const text = JSON.stringify({ ...DATA, sizes: { ...DATA.sizes, [key]: value } })
      expect(() => parseCommentData(text, 'x')).toThrow(/sizes\./)
    }
  })

  test('from accepted data the comment shows only figures, and names in code', () => {
    // Mostly what is allowed, now and then what is not.
    const text = fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+()-]{0,12}[A-Za-z0-9]$/) },
      { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9@:/`|<>[ .]{1,8}$/) },
    )
    let taken = 0
    fc.assert(
      fc.property(text, text, text, (name, version, target) => {
        const [row] = DATA.sizes.artifacts
        const sizes = { ...DATA.sizes, name, version, artifacts: [{ ...row, name: target }] }
        let data: CommentData
        try {
          data = parseCommentData(JSON.stringify({ ...DATA, sizes }), 'x')
        } catch {
          return
        }
        taken += 1
        const outside = renderComment(data, undefined).replaceAll(/`[^`\n]*`/g, '')
        expect(outside).not.toMatch(/@|https?:|www\.|\[|<(?!\/?sub>)/)
      }),
      { numRuns: 2000 },
    )
    expect(taken).toBeGreaterThan(50)
  })
})

describe('the comment', () => {
  const before = describeSizes({
    ...MANIFEST,
    version: '1.1.0',
    artifacts: [artifact('cp312-any', { size: 40_000 }), artifact('cp310-any')],
  })
  const after: CommentData = {
    ...DATA,
    sizes: describeSizes({ ...MANIFEST, artifacts: [artifact('cp312-any'), artifact('cp313-any')] }),
  }

  test('shows what became larger, what is new and what is removed', () => {
    expect(renderComment(after, before)).toBe(`### Sizes of \`Tidemark\` \`1.2.0\`

2 tarballs, 82.5 kB: **+1.2 kB (+1.5 %)** since \`1.1.0\`.

| Target | Packed | Since \`1.1.0\` | Unpacked | Files |
| --- | ---: | --- | ---: | ---: |
| \`cp312-any\` | 41.2 kB | +1.2 kB (+3.1 %) | 150.0 kB | 3 |
| \`cp313-any\` | 41.2 kB | new | 150.0 kB | 3 |
| \`cp310-any\` | - | removed | - | - |

Findings: 2 warnings, 1 note.

<sub>\`bbbbbbbbbbbb\`</sub>
`)
  })

  test('reports that there is nothing to compare with', () => {
    const text = renderComment(after, undefined)
    expect(text).toContain('No earlier release to compare with.')
    expect(text).not.toContain('Since')
  })

  test('fits a comment with any number of targets, and names what it leaves out', () => {
    const many = Array.from({ length: 3000 }, (_, index) => artifact(`cp312-p${index}`, { size: index }))
    const data = { ...DATA, sizes: describeSizes({ ...MANIFEST, artifacts: many }) }
    const text = renderComment(data, undefined)
    expect(text.length).toBeLessThan(65_000)
    expect(text).toContain('Shows the 200 largest changes of 3000.')
    expect(text).toContain('`cp312-p2999`')
    expect(text).not.toContain('`cp312-p5`')
  })
})
