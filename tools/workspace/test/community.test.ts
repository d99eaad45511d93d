import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

interface Form {
  readonly name: string
  readonly description: string
  readonly body: readonly {
    readonly type: string
    readonly id?: string
    readonly attributes: Readonly<Record<string, unknown>>
    readonly validations?: { readonly required: boolean }
  }[]
}

test.each(globSync('.github/ISSUE_TEMPLATE/!(config).yml', { cwd: ROOT }))('%s is a form', (file) => {
  const { name, description, body } = parse(read(file)) as Form
  expect([typeof name, typeof description]).toEqual(['string', 'string'])
  const questions = body.filter(({ type }) => type !== 'markdown')
  const ids = questions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { type, id, attributes, validations } of questions) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type)
    expect(id).toMatch(/^[a-z-]+$/)
    expect(attributes['label']).toEqual(expect.any(String))
    expect(validations?.required).toEqual(expect.any(Boolean))
  }
  expect(questions.some(({ validations }) => validations?.required === true)).toBe(true)
})

test('every path in CODEOWNERS exists', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines[0]).toMatch(/^\* @exuvia\/[a-z]+$/)
  for (const line of lines.slice(1)) {
    const [path = '', owner] = line.split(' ')
    expect(existsSync(join(ROOT, path)), path).toBe(true)
    expect(owner).toMatch(/^@exuvia\/[a-z]+$/)
  }
})

test('the code of conduct names its source, its licence, and a way to report', () => {
  const text = read('CODE_OF_CONDUCT.md')
  for (const part of ['Contributor Covenant', 'version 2.1', 'CC BY 4.0', 'Security tab']) {
    expect(text).toContain(part)
  }
  expect(text).not.toMatch(/\[INSERT/)
})
