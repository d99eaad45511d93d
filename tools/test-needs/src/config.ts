import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type UserWorkspaceConfig, defineProject } from 'vitest/config'

import { TOOLS, type ToolTag, missingTools } from './tools.ts'

/** Where it is set, a missing tool is a failure; else, the tests that need it are skipped. */
const allTools = (process.env['EXUVIA_ALL_TOOLS'] ?? '') !== ''
const missing = missingTools()

/** Made by the first test that compiles, and gone with the run. */
const compiled = join(tmpdir(), `exuvia-compiled-${process.pid}`)
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

const tools = (Object.keys(TOOLS) as ToolTag[]).map((name) => ({
  name,
  description: `needs ${TOOLS[name].title}`,
  ...(missing.includes(name) && !allTools ? { skip: true } : {}),
}))

/** What every package's vitest.config.ts says, and what is its own. */
export function testProject(name: string, own: UserWorkspaceConfig['test'] = {}): UserWorkspaceConfig {
  return defineProject({
    ssr: { resolve: { conditions: ['@exuvia/source'] } },
    test: {
      name,
      include: ['test/**/*.test.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      tags: [{ name: 'slow', description: 'takes seconds: "npm test" leaves it out' }, ...tools],
      setupFiles: ['@exuvia/test-needs/setup'],
      provide: { missingTools: missing, compiled },
      ...own,
    },
  })
}
