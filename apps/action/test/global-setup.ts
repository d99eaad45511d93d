import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startTwin } from '@exuvia/github-twin'
import type { TestProject } from 'vitest/node'

import { makeBundle } from '../bundle/make.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the Action's bundle, made of the sources as they are now. */
    readonly bundle: string
    /** The API of a GitHub on which nothing is, for tests that want no other. */
    readonly api: string
  }
}

/** Bundles the Action once for all tests, outside of the repository. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bundle = mkdtempSync(join(tmpdir(), 'exuvia-bundle-'))
  makeBundle(bundle)
  project.provide('bundle', bundle)
  const twin = await startTwin()
  project.provide('api', twin.url)
  return async () => {
    rmSync(bundle, { recursive: true, force: true })
    await twin.close()
  }
}
