import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type PackageManifest, wrongArrows } from './arrows.ts'

const root = join(import.meta.dirname, '../../..')
const manifests = globSync('{apps,packages,runtimes,tools}/*/package.json', { cwd: root }).map(
  (file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as PackageManifest,
)
const wrong = wrongArrows(manifests)
for (const arrow of wrong) console.error(`dependency not allowed: ${arrow}`)
if (wrong.length > 0) {
  console.error(
    'move the code to the package it belongs to, or change the table in tools/workspace/src/arrows.ts',
  )
  process.exitCode = 1
}
