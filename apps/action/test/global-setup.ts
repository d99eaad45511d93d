import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startTwin } from '@exuvia/github-twin'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the Action's bundle, made of the sources as they are now. */
    readonly bundle: string
    /** The API of a GitHub on which nothing is, for tests that want no other. */
    readonly api: string
  }
}

/**
 * Bundles the Action once for all tests, outside of the repository: what it needs and did not
 * bundle it would not find there, as on a runner. That the checked-in bundle is the same is
 * what `npm run bundle:check` proves.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bundle = mkdtempSync(join(tmpdir(), 'exuvia-bundle-'))
  const tsdown = join(import.meta.dirname, '../../../node_modules/tsdown/dist/run.mjs')
  execFileSync(process.execPath, [tsdown, '--out-dir', bundle, '--logLevel', 'error'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
  })
  writeFileSync(join(bundle, 'package.json'), '{ "type": "module" }')
  project.provide('bundle', bundle)
  const twin = await startTwin()
  project.provide('api', twin.url)
  return async () => {
    rmSync(bundle, { recursive: true, force: true })
    await twin.close()
  }
}
