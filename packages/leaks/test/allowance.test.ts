import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ScanAllowance, openScan, scanText } from '../src/index.ts'

/** Tokens of GitHub's form, made up; put together so that no scanner takes them for real. */
const tokens = ['aZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mPnLoK', 'bZ3bY7cX1dW9eV5fU2gT8hS4jR6kQ0mPnLoK'].map((rest) =>
  ['ghp', rest].join('_'),
)
const [TOKEN = ''] = tokens

const enough = (): ScanAllowance => ({ characters: 1e9, anchors: 1e6 })

describe('an allowance', () => {
  test('changes nothing where it suffices', () => {
    const part = fc.constantFrom(TOKEN, ' ', '\n', '# ', 'https://a:b@c ', '/home/kaja/x ', 'é', '"a" "b"')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        for (const path of ['a.py', 'x.dist-info/METADATA'])
          expect(scanText(text, { path, allowance: enough() })).toEqual(scanText(text, { path }))
      }),
    )
  })

  test('ends the search of a text that is longer', () => {
    const scan = openScan({ path: 'a.txt', allowance: { characters: 600_000, anchors: 1e6 } })
    scan.add(Buffer.from(`${TOKEN}\n`))
    for (let piece = 0; piece < 20; piece += 1) scan.add(Buffer.alloc(65_536, 'a '))
    expect(scan.end()).toMatchObject({ unread: expect.any(String), secrets: [{ rule: 'github' }] })
  })

  test.each([
    ['addresses', 'https://', 200],
    ['home folders', '/home/a/', 200],
    ['secrets', `${TOKEN}\n`, 20],
    ['literals that join to secrets', `x = "${TOKEN.slice(0, 9)}" "${TOKEN.slice(9)}"\n`, 20],
  ])('is shared by files full of %s', (_what, unit, count) => {
    const allowance = { characters: 1e9, anchors: 1000 }
    const unread = Array.from(
      { length: 10 },
      () => scanText(unit.repeat(count), { path: 'a.py', allowance }).unread,
    )
    expect(unread[0]).toBeUndefined()
    expect(unread[9]).toBeDefined()
  })
})

test('a secret is in a comment where its line begins with a hash', () => {
  const part = fc.constantFrom(...tokens.map((token) => ` ${token} `), ' ', '\t', '\n', '#', 'x')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join('')
      const { secrets } = scanText(text, { path: 'a.py' })
      // Of a secret that stands in a comment and in code, the code counts.
      const inCode = tokens.filter((token) =>
        text
          .split('\n')
          .some((line) => line.includes(token) && !line.split(token)[0]?.trimStart().startsWith('#')),
      )
      const inComment = tokens.filter((token) => text.includes(token) && !inCode.includes(token))
      expect(secrets.filter(({ isComment }) => isComment !== true)).toHaveLength(inCode.length)
      expect(secrets.filter(({ isComment }) => isComment === true)).toHaveLength(inComment.length)
    }),
  )
})
