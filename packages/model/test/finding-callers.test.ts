import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type FindingText, FINDING_TEXTS } from '../src/index.ts'

// Arguments are data, so the compiler does not hold a call to the names in its text;
// these tests read the calls instead.
const packages = fileURLToPath(new URL('../../', import.meta.url))
const calls = readdirSync(packages)
  .filter((name) => name !== 'model')
  .flatMap((name) => sources(path.join(packages, name, 'src')))
  .flatMap(callsOf)

describe('a call of finding()', () => {
  test('is found in every package that has findings', () => {
    const users = new Set(calls.map(({ place }) => place.split('/')[0]))
    expect([...users]).toEqual(
      expect.arrayContaining(['compiler', 'pipeline', 'policy', 'project', 'publisher']),
    )
    expect(calls.length).toBeGreaterThan(50)
  })

  test.each(calls)('$place passes all that the text of $code names', ({ code, args }) => {
    const text: FindingText | undefined = Object.entries(FINDING_TEXTS).find(([known]) => known === code)?.[1]
    const names = [...`${text?.message}\n${text?.advice ?? ''}`.matchAll(/\{(\w+)\}/g)].map(
      (match) => match[1],
    )
    for (const name of names) expect(args).toMatch(new RegExp(`[{,]\\s*${name}\\s*[:,}]`))
  })
})

interface Call {
  readonly place: string
  readonly code: string
  /** The object of the arguments, as it is written. */
  readonly args: string
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
}

function callsOf(file: string): Call[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/\bfinding\(\s*'([a-z-]+)'/g)].map((match) => {
    const call = balanced(text, match.index + 'finding'.length)
    const before = text.slice(0, match.index)
    // `args` is a variable where the object is too long for the call.
    const variable = /,\s*args,?\s*\)$/.test(call)
    const start = variable ? before.lastIndexOf('const args = ') + 'const args = '.length : 0
    return {
      place: `${path.relative(packages, file).replaceAll('\\', '/')}:${before.split('\n').length}`,
      code: match[1] ?? '',
      args: variable ? balanced(text, start) : lastObject(call),
    }
  })
}

/** From a bracket to the one that closes it. */
function balanced(text: string, start: number): string {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if ('([{'.includes(text.charAt(at))) depth += 1
    if (')]}'.includes(text.charAt(at))) depth -= 1
    if (depth === 0) return text.slice(start, at + 1)
  }
  return text.slice(start)
}

/** The object that is the last argument of a call. */
function lastObject(call: string): string {
  const end = call.lastIndexOf('}')
  let depth = 0
  for (let at = end; at >= 0; at -= 1) {
    if (call.charAt(at) === '}') depth += 1
    if (call.charAt(at) === '{') depth -= 1
    if (depth === 0) return call.slice(at, end + 1)
  }
  return ''
}
