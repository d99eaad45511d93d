import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { bundleConfig } from '@exuvia/bundle'
import { build } from 'tsdown'

import { filledOnce } from './cache.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** Everything that goes into a bundle. */
export const SOURCES = [
  'apps/cli/package.json',
  '{apps/cli,packages/*}/src/**/*',
  'tools/bundle/src/*',
  'package-lock.json',
]

/**
 * The folder with the bundles of a program's entries, made once for all tests that start the
 * program as a process. From its sources, Node would transform up to 800 modules at each
 * start, which takes 2.4 s instead of 0.4 s.
 * `entry` maps the names of the bundles to the paths of sources from the repository's root.
 */
export async function bundledOnce(name: string, entry: Readonly<Record<string, string>>): Promise<string> {
  const folder = await filledOnce(name, digestOf([...SOURCES, ...Object.values(entry)]), async (fresh) => {
    await build({
      config: false,
      cwd: ROOT,
      ...bundleConfig(entry, 'node22'),
      outDir: join(fresh, 'program/dist'),
      logLevel: 'silent',
    })
    // The package.json of a program stands in the folder above its bundle.
    const about = readFileSync(join(ROOT, 'apps/cli/package.json'))
    writeFileSync(join(fresh, 'program/package.json'), about)
  })
  return join(folder, 'program/dist')
}

/** The SHA-256 of the files of the repository that match, for a key of `filledOnce`. */
export function digestOf(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  const files = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort()
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
