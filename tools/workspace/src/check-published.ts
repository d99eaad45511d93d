import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

import { type PublishedManifest, pageProblems } from './published.ts'

const root = join(import.meta.dirname, '../../..')
const problems = globSync('{apps,packages,runtimes,tools}/*/package.json', { cwd: root })
  .toSorted()
  .flatMap((file) => {
    const folder = dirname(file).replaceAll(sep, '/')
    const readme = join(root, folder, 'README.md')
    return pageProblems({
      folder,
      manifest: JSON.parse(readFileSync(join(root, file), 'utf8')) as PublishedManifest,
      readme: existsSync(readme) ? readFileSync(readme, 'utf8') : undefined,
    })
  })
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
