import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type UserWorkspaceConfig, defineProject } from 'vitest/config'

import { TOOLS, type ToolTag, missingTools } from './tools.ts'

/** If set, a missing tool fails the tests that need it; otherwise vitest skips them. */
const allTools = (process.env['EXUVIA_ALL_TOOLS'] ?? '') !== ''
const missing = missingTools()

/** The first test that compiles makes it; the end of the run removes it. */
const compiled = join(tmpdir(), `exuvia-compiled-${process.pid}`)
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

const tools = (Object.keys(TOOLS) as ToolTag[]).map((name) => ({
  name,
  description: `needs ${TOOLS[name].title}`,
  ...(missing.includes(name) && !allTools ? { skip: true } : {}),
}))

/** The common vitest configuration, merged with a package's own. */
export function testProject(name: string, own: UserWorkspaceConfig['test'] = {}): UserWorkspaceConfig {
  return defineProject({
    ssr: { resolve: { conditions: ['@exuvia/source'] } },
    test: {
      name,
      include: ['test/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      tags: [{ name: 'slow', description: 'takes seconds: "npm test" skips it' }, ...tools],
      // vitest leaves one core free, which is half of a machine with two.
      maxWorkers: '100%',
      // Starting a process and loading the same modules for each file is half of all work.
      isolate: false,
      setupFiles: ['@exuvia/test-needs/setup'],
      provide: { missingTools: missing, compiled },
      ...own,
    },
  })
}
