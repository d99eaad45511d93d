import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { differingFiles } from './same-files.ts'

// GitHub runs the Action's bundle as it is checked in, so it must be what the sources give.
const action = join(import.meta.dirname, '../../../apps/action')
const fresh = mkdtempSync(join(action, '.bundle-'))
try {
  const build = spawnSync('tsdown', ['--out-dir', fresh, '--logLevel', 'error'], {
    cwd: action,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (build.status !== 0) throw new Error('the Action could not be bundled')
  const stale = differingFiles(join(action, 'dist'), fresh)
  for (const file of stale) console.error(`apps/action/dist/${file} is not what the sources give`)
  if (stale.length > 0) {
    console.error('run "npm run bundle" and commit apps/action/dist')
    process.exitCode = 1
  }
} finally {
  rmSync(fresh, { recursive: true, force: true })
}
