import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findSpreads } from './spreads.ts'

// A call such as `list.push(...items)` or `Math.max(...numbers)` makes each item an argument, and overflows
// the stack from about 100,000 items on. Untrusted archives and projects have that many files. Use `addAll`,
// `largest` and `smallest` of @exuvia/model instead. If a list is always short, a comment on the line above
// says why:
//   // few: one part for each folder of a path

const root = join(import.meta.dirname, '../../..')

let problems = 0
for (const file of globSync('{apps,packages}/*/src/**/*.ts', { cwd: root }).sort()) {
  for (const { line, text, reason } of findSpreads(file, readFileSync(join(root, file), 'utf8'))) {
    if (reason !== undefined) continue
    problems += 1
    console.error(`${file}:${line} ${text}`)
  }
}
if (problems > 0) {
  console.error(
    'a spread of a long list overflows the stack: use addAll, largest or smallest, or say above it why the list is short: // few: …',
  )
  process.exitCode = 1
}
