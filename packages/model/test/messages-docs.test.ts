import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AREAS, type Argument, CATALOGUE, type Code, type MessageText, renderMessage } from '../src/index.ts'

// docs/messages: a page for each code, with what a terminal prints, and an index of them all.
const docs = new URL('../../../docs/messages/', import.meta.url)
const codes = Object.keys(CATALOGUE) as Code[]

describe('docs/messages', () => {
  test('has one page for each code, and no other', () => {
    const pages = readdirSync(docs).filter((name) => name !== 'README.md')
    expect(pages.toSorted()).toEqual(codes.map((code) => `${code}.md`).toSorted())
  })

  test('has an index by area; write it with: npx vitest run test/messages-docs.test.ts -u', async () => {
    const [intro = ''] = readFileSync(new URL('README.md', docs), 'utf8').split(/^## /m)
    await expect(`${intro}${index()}`).toMatchFileSnapshot(fileURLToPath(new URL('README.md', docs)))
  })
})

describe.each(codes)('the page of %s', (code) => {
  const page = readFileSync(new URL(`${code}.md`, docs), 'utf8')

  test('has the code as its title, and says more than the example', () => {
    const [title, ...rest] = page.replaceAll(/^```text\n[^]*?^```\n/gm, '').split('\n')
    expect(title).toBe(`# \`${code}\``)
    expect(rest.join('\n').trim().length).toBeGreaterThan(40)
  })

  test('shows what is printed for its arguments', () => {
    const example = /```text\n([^]*?)\n```/.exec(page)?.[1] ?? ''
    const [head = '', ...rest] = example.split('\n')
    const { message, advice = '' }: MessageText = CATALOGUE[code]
    // A message with lines of its own has its first lines at the margin.
    const lines = [head, ...rest].findIndex((line) => line.startsWith('    '))
    const margin = [head, ...rest].slice(0, lines === -1 ? undefined : lines).join('\n')
    const indented = lines === -1 ? [] : [head, ...rest].slice(lines)
    const sentence = new RegExp(
      `^(?:error|warning|note|stopped:) (?:(?<place>\\S.*): )?${pattern(message)}$`,
    ).exec(margin)
    const hint = new RegExp(`^${pattern(advice)}$`).exec(
      indented.map((line) => line.replace(/^ {4}/, '')).join('\n'),
    )
    expect(sentence).not.toBeNull()
    expect(hint).not.toBeNull()
    const args = { ...argumentsOf(message, sentence), ...argumentsOf(advice, hint) }
    const place = sentence?.groups?.['place']
    const rendered = renderMessage(code, args)
    const shown = `${head.split(' ')[0]} ${place === undefined ? '' : `${place}: `}${rendered.message}`
    const hints = rendered.advice?.split('\n').map((line) => `    ${line}`) ?? []
    expect([shown, ...hints].join('\n')).toBe(example)
  })
})

/** A heading for each area, and a line for each of its codes. */
function index(): string {
  const areas = Object.entries<Record<string, MessageText>>(AREAS).map(([area, texts]) => {
    const lines = Object.entries(texts).map(([code, { message }]) => {
      const sentence = message.replaceAll(':lines}', '}').replaceAll('\n', ' ')
      return `- [\`${code}\`](${code}.md): ${sentence.replaceAll(/[*<[\]_]/g, String.raw`\$&`)}`
    })
    return `## ${area}\n\n${lines.join('\n')}\n`
  })
  return areas.join('\n')
}

const PLACEHOLDER = /\{\w+(?::lines)?\}\n?/g

/** What a text can become; an argument that comes again has the same value. */
function pattern(text: string): string {
  const seen = new Set<string>()
  return text
    .split(/(\{\w+(?::lines)?\}\n?)/)
    .map((part) => {
      const name = /^\{(\w+)(:lines)?\}(\n?)$/.exec(part)
      if (name === null) return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
      const [, key = '', lines, end = ''] = name
      if (lines !== undefined) return `(?:(?<${key}>[^]+)${end})?`
      if (seen.has(key)) return `\\k<${key}>${end}`
      seen.add(key)
      return `(?<${key}>.*)${end}`
    })
    .join('')
}

function argumentsOf(text: string, match: RegExpExecArray | null): Record<string, Argument> {
  return Object.fromEntries(
    [...text.matchAll(PLACEHOLDER)].map(([placeholder]) => {
      const name = /\w+/.exec(placeholder)?.[0] ?? ''
      const value = match?.groups?.[name]
      if (!placeholder.includes(':lines')) return [name, value ?? '']
      return [name, value === undefined ? [] : value.split('\n')]
    }),
  )
}
