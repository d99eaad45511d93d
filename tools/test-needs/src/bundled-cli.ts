import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { bundledOnce } from './bundle.ts'
import { CLI } from './provided.ts'

/** Bundles the command line, and provides its program to `cliCommand`. */
export default async function setup(project: TestProject): Promise<void> {
  const folder = await bundledOnce('cli', {
    main: 'apps/cli/src/main.ts',
    work: 'apps/cli/src/work.ts',
    'embedded-worker': 'packages/compiler/src/embedded-worker.ts',
    'segment-worker': 'packages/deflate/src/segment-worker.ts',
  })
  project.provide(CLI, join(folder, 'main.js'))
}
