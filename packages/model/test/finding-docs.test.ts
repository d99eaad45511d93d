import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type FindingText, FINDING_TEXTS } from '../src/index.ts'

// docs/findings.md: a section `### \`code\`` for each code, with what a terminal shows.
const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [/^`([^`]+)`/.exec(text)?.[1] ?? text, text] as const),
)

describe('docs/findings.md', () => {
  test('has one section for each code, in the order of the texts, and no other', () => {
    expect(page.match(/^### /gm)).toHaveLength(sections.size)
    expect([...sections.keys()]).toEqual(Object.keys(FINDING_TEXTS))
  })

  test.each(Object.entries<FindingText>(FINDING_TEXTS))('shows %s as it is printed', (code, text) => {
    const example = /```text\n([^]*?)```/.exec(sections.get(code) ?? '')?.[1] ?? ''
    const [head = '', ...rest] = example.trimEnd().split('\n')
    expect(head).toMatch(new RegExp(`^(error|warning|note) (\\S.*: )?${pattern(text.message)}$`))
    const advice = rest.map((line) => line.replace(/^ {4}/, '')).join('\n')
    expect(advice).toMatch(new RegExp(`^${pattern(text.advice ?? '')}$`))
  })
})

/** What a text can become: `{name}` stands for anything. */
function pattern(text: string): string {
  return text
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
    .join('[^]+')
}
