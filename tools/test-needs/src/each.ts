// oxlint-disable vitest/valid-title, vitest/expect-expect -- the caller gives the title and the assertions
import { type TestOptions, describe, test } from 'vitest'

import type { ToolTag } from './tools.ts'

/** A tag that a test may have. */
export type Tag = ToolTag | 'slow'

/** A case of a test, and its tags: a tool's tag is a case by itself. */
export type Case = ToolTag | { readonly runtime: ToolTag } | { readonly needs: readonly Tag[] }

type Body<T> = (item: T) => void | Promise<void>
type Each<T> = (name: string, ...rest: [Body<T>] | [TestOptions, Body<T>]) => void

/** Works as vitest's `test.each`, and skips each case whose tool is missing. */
export function testEach<T extends Case>(cases: readonly T[]): Each<T> {
  return (name, ...rest) => {
    const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
    for (const item of cases) test.each([item])(name, withTags(options, item), body)
  }
}

/** Works as vitest's `describe.each`, and skips each case whose tool is missing. */
export function describeEach<T extends Case>(cases: readonly T[]): Each<T> {
  return (name, ...rest) => {
    const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
    for (const item of cases) describe.each([item])(name, withTags(options, item), (each) => void body(each))
  }
}

function withTags(options: TestOptions, item: Case): TestOptions {
  const own = options.tags ?? []
  return { ...options, tags: [...(typeof own === 'string' ? [own] : own), ...tagsOf(item)] }
}

function tagsOf(item: Case): readonly Tag[] {
  if (typeof item === 'string') return [item]
  return 'needs' in item ? item.needs : [item.runtime]
}
