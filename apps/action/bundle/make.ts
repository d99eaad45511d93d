import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Bundles the Action from its sources into a folder, as `npm run bundle` does into `dist/`.
 * A folder outside of the repository has no `node_modules` above it, as on a runner: what
 * the bundle lacks, it does not find there.
 * @throws Error if the bundle cannot be made or a bundled package's licence is not a free one
 */
export function makeBundle(folder: string): void {
  const tsdown = join(import.meta.dirname, '../../../node_modules/tsdown/dist/run.mjs')
  execFileSync(process.execPath, [tsdown, '--out-dir', folder, '--logLevel', 'error'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
  })
  // In the repository apps/action/package.json says it.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
}
