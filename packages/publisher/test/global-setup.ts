import { join } from 'node:path'

import { bundledOnce } from '@exuvia/test-needs/bundle'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The program of `publishInChild`. */
    readonly child: string
  }
}

/** Bundles the child as the Action is bundled: a user runs such a file. */
export default async function setup(project: TestProject): Promise<void> {
  const folder = await bundledOnce('publisher-child', { child: 'packages/publisher/test/publish-child.ts' })
  project.provide('child', join(folder, 'child.js'))
}
