import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from 'recheck'

import { type Pattern, findPatterns } from './patterns.ts'

// Regular expressions meet untrusted text: file names, metadata, changelogs, server answers. One
// that backtracks takes seconds for a few kB, so every pattern must be linear. If it is not, or if that is
// unknown, a comment on the line above says what bounds the text:
//   // linear: a tag has at most 200 characters

const root = join(import.meta.dirname, '../../..')
const files = globSync('{apps,packages}/*/src/**/*.ts', { cwd: root }).sort()
const verdicts = new Map<string, Promise<string | undefined>>()

/** Why a pattern is not known to be linear; undefined where it is. */
async function problemOf({ source, flags }: Pattern): Promise<string | undefined> {
  if (source === undefined) return 'the source makes it at run time, so its cost is unknown'
  // recheck does not support the flag `v`; `u` replaces it for patterns that mean the same under both.
  const result = await check(source, flags.replace('v', 'u').replace('d', ''), {
    timeout: 120_000,
    // The other checker, a search for a slow text, is random.
    checker: 'automaton',
  })
  if (result.status === 'safe') return undefined
  return result.status === 'vulnerable' ? `it takes ${result.complexity.summary} time` : 'its cost is unknown'
}

let problems = 0
for (const file of files) {
  for (const pattern of findPatterns(file, readFileSync(join(root, file), 'utf8'))) {
    if (pattern.reason !== undefined) continue
    const key = `/${pattern.source}/${pattern.flags}`
    const verdict = verdicts.get(key) ?? problemOf(pattern)
    verdicts.set(key, verdict)
    const problem = await verdict
    if (problem === undefined) continue
    problems += 1
    const shown = pattern.source === undefined ? 'a pattern' : key
    console.error(`${file}:${pattern.line} ${shown}: ${problem}`)
  }
}
if (problems > 0) {
  console.error('make each pattern linear, or say above it what bounds the text: // linear: …')
  process.exitCode = 1
}
