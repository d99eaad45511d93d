import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { compileSources, openCache, selectToolchain } from '@exuvia/compiler'
import { compareText } from '@exuvia/model'

// node compile-once.ts LIBRARY CACHE RUNTIME PYTHON: the work that compare.ts measures, in a process of its own.
const [library = '', cache = '', runtime = '', python = ''] = process.argv.slice(2)
const { toolchain } = await selectToolchain(runtime, python, { env: process.env, cwd: process.cwd() })
const result = await compileSources(
  globSync('**/*.py', { cwd: library })
    .sort(compareText)
    .map((name) => ({
      filename: name,
      label: name,
      optimize: 0,
      docstrings: 'keep' as const,
      read: () => readFile(join(library, name)),
    })),
  // As in a build: in normal form, with line numbers.
  { toolchain, cache: await openCache(cache), jobs: 2, form: { debug: 'lines' } },
)
if (result.findings.length > 0 || result.hits > 0) {
  throw new Error(`${result.findings.length} findings and ${result.hits} cache hits, expected none`)
}
