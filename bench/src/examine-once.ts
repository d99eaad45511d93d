import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { compileSources, examineSources, mayRun, openCache, selectToolchain } from '@exuvia/compiler'
import { compareText } from '@exuvia/model'

// node examine-once.ts LIBRARY CACHE RUNTIME PYTHON [examine]: the work that examine.ts measures.
const [library = '', cacheFolder = '', runtime = '', python = '', examine] = process.argv.slice(2)
const search = { env: process.env, cwd: process.cwd() }
const { toolchain } = await selectToolchain(runtime, python, search)
const cache = await openCache(cacheFolder)
const names = globSync('**/*.py', { cwd: library }).sort(compareText)
const readers = names.map((name) => () => readFile(join(library, name)))
if (examine !== undefined) {
  // As in a build, which leaves test modules out.
  const modules = readers.filter((_, index) => mayRun(names[index] ?? ''))
  const found = await examineSources(modules, {
    runtime: toolchain.runtime,
    toolchain: () => Promise.resolve(toolchain),
    cache,
    env: process.env,
  })
  if (found.every((facts) => facts === undefined)) throw new Error('nothing was examined')
}
await compileSources(
  names.map((name, index) => ({
    filename: name,
    label: name,
    optimize: 0,
    docstrings: 'keep' as const,
    read: readers[index] ?? (() => readFile(join(library, name))),
  })),
  // As in a build: in normal form, with line numbers.
  { toolchain, cache, jobs: 2, form: { debug: 'lines' } },
)
await cache.close()
