import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type UserWorkspaceConfig, defineProject } from 'vitest/config'

import { TOOLS, type ToolTag, missingTools } from './tools.ts'

/** If set, a missing tool fails the tests that need it; otherwise vitest skips them. */
const allTools = (process.env['EXUVIA_ALL_TOOLS'] ?? '') !== ''
const missing = missingTools()

const runFolder = join(tmpdir(), `exuvia-tests-${process.pid}`)
process.on('exit', () => rmSync(runFolder, { recursive: true, force: true }))

const tools = (Object.keys(TOOLS) as ToolTag[]).map((name) => ({
  name,
  description: `needs ${TOOLS[name].title}`,
  ...(missing.includes(name) && !allTools ? { skip: true } : {}),
}))

/**
 * The vitest configuration of test files below the current folder: all of them in the root,
 * a package's own in its folder. Each process runs many files and loads a module once.
 * Node itself loads the modules, as it does for users: vite's transforms take longer than
 * the tests.
 */
export function testProject(name: string, own: UserWorkspaceConfig['test'] = {}): UserWorkspaceConfig {
  return defineProject({
    // For vite's loader; Node's has the option below.
    ssr: { resolve: { conditions: ['@exuvia/source'] } },
    test: {
      name,
      dir: process.cwd(),
      include: ['**/test/**/*.test.ts'],
      experimental: { viteModuleRunner: false },
      execArgv: ['--conditions=@exuvia/source'],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      tags: [{ name: 'slow', description: 'takes seconds: "npm test" skips it' }, ...tools],
      // vitest leaves one core free, which is half of a machine with two.
      maxWorkers: '100%',
      isolate: false,
      setupFiles: ['@exuvia/test-needs/setup'],
      provide: { missingTools: missing, runFolder },
      ...own,
    },
  })
}
