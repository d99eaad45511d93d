import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readTree } from '../src/tree.ts'
import { addFiles, cleanUp, commitAll, ENV, makeProject } from './helpers.ts'

cleanUp()

const run = promisify(execFile)

/** A repository with a pipe in one place. The project is its folder `app`. */
async function withPipe(place: string): Promise<string> {
  const root = await makeProject({ 'app/a.py': '' })
  await commitAll(root)
  // What git tracks would be a part of the project.
  await addFiles(root, { 'app/node_modules/x.js': '' })
  await mkdir(dirname(join(root, place)), { recursive: true })
  await rm(join(root, place), { force: true })
  await run('mkfifo', [join(root, place)])
  return join(root, 'app')
}

// Without the check git waits for two minutes, longer than any test may take.
test.each([
  'app/.gitignore',
  'app/sub/.gitignore',
  '.gitignore',
  '.git/HEAD',
  '.git/config',
  '.git/index',
  '.git/packed-refs',
  '.git/info/exclude',
])('a pipe as %s is reported at once', { tags: ['git'] }, async (place) => {
  const tree = await readTree(await withPipe(place), { env: ENV })
  expect(tree.gitRefusal).toContain('is not a regular file')
  expect([...tree.files.values()].filter(({ state }) => state === 'file').map(({ path }) => path)).toEqual([
    'a.py',
  ])
})

test.each(['app/node_modules/.gitignore', 'app/build/.gitignore', 'app/build/deep/.gitignore'])(
  'a pipe as %s changes nothing, because git does not enter the folder',
  { tags: ['git'] },
  async (place) => {
    const tree = await readTree(await withPipe(place), { env: ENV })
    expect(tree.gitRefusal).toBeUndefined()
    expect(tree.tracked?.has('a.py')).toBe(true)
  },
)
