import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

interface Manifest {
  readonly name: string
  readonly private?: boolean
}

const published = globSync('{apps,packages,runtimes}/*/package.json', { cwd: root })
  .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest)
  .filter((manifest) => manifest.private !== true)
  .map(({ name }) => name)

// "changeset version" refuses a changeset that also names a private package, and the release with it.
const heads = (): string[] =>
  globSync('.changeset/!(README).md', { cwd: root }).map(
    (file) => /^---\n([^]*?)^---\n/m.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '',
  )

// The program's package contains the others, so "changeset version" sees no dependency that changed.
test('a release of a package that the program contains is a release of the program', () => {
  const named = new Set(
    heads().flatMap((head) => [...head.matchAll(/^'([^']+)':/gm)].map(([, name]) => name)),
  )
  const contained = [...named].filter((name) => name !== 'exuvia' && !name?.startsWith('@exuvia/cpython-'))
  expect(contained.length === 0 || named.has('exuvia')).toBe(true)
})

test.each(globSync('.changeset/!(README).md', { cwd: root }))('%s names published packages only', (file) => {
  const head = /^---\n([^]*?)^---\n/m.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? ''
  const names = [...head.matchAll(/^'([^']+)': (?:major|minor|patch)$/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(0)
  expect(head.trim().split('\n')).toHaveLength(names.length)
  for (const name of names) expect(published).toContain(name)
})
