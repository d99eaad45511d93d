import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { releaseAction } from './action-tags.ts'

// The Action is released with the command line and has its version. v1 covers the interface
// that workflows use: the inputs and outputs of apps/action/action.yml.
const checkout = join(import.meta.dirname, '../../..')
const { version } = JSON.parse(readFileSync(join(checkout, 'apps/cli/package.json'), 'utf8')) as {
  readonly version: string
}
const commit = releaseAction({ checkout, version, branch: 'releases/v1', moving: 'v1' })
console.log(`the Action ${version} is ${commit}; v1 points there`)
