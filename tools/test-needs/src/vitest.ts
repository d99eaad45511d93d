import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import { configDefaults, defineConfig } from 'vitest/config'

import { testProject } from './config.ts'

// Node 22.15 is the oldest that Exuvia runs on (zstd in node:zlib), and an older one on
// PATH would fail in odd places.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 15)) {
  throw new Error(`the tests need Node 22.15 or newer, and this is ${process.version}; run "npm test"`)
}

const root = join(import.meta.dirname, '../../..')
const tally =
  process.env['EXUVIA_TALLY'] === undefined ? [] : [join(root, 'tools/workspace/src/tally-reporter.ts')]

/** Files that replace modules: each needs a process of its own, and vite's loader. */
const REPLACING = '**/test/**/*.mock.test.ts'

/** The one configuration of all packages; a package's own `vitest.config.ts` exports it again. */
export default defineConfig({
  root,
  test: {
    projects: [
      // Concurrent tests run interpreters: use one per core.
      testProject('shared', {
        exclude: [...configDefaults.exclude, REPLACING],
        maxConcurrency: availableParallelism(),
      }),
      testProject('mock', {
        include: [REPLACING],
        isolate: true,
        experimental: { viteModuleRunner: true },
      }),
    ],
    reporters: ['default', join(import.meta.dirname, 'reporter.ts'), ...tally],
  },
})
