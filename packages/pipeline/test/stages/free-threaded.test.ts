/**
 * @module-tag slow
 * @module-tag git
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readArchive } from '@exuvia/files'
import { afterAll, expect, test } from 'vitest'
import { buildRelease } from '../../src/index.ts'
import { contextFor, git, repository } from '../support/machines.ts'

const FILES = {
  'pyproject.toml': `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
[project.scripts]
shelf = "shelf.cli:main"
[tool.exuvia]
targets = ["cp313t", "cp313"]
[tool.exuvia.compile]
toolchain = "embedded"
[tool.exuvia.pack]
formats = ["tar.gz", "wheel"]
`,
  'src/shelf/__init__.py': 'import threading\n',
  'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
}

const finish: (() => void)[] = []
afterAll(() => {
  for (const work of finish) work()
})

async function contents(file: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const entry of readArchive(file)) {
    if (entry.type !== 'file') continue
    const pieces: Uint8Array[] = []
    for await (const piece of entry.content) pieces.push(piece)
    found.set(entry.path, Buffer.concat(pieces).toString('latin1'))
  }
  return found
}

test('the compiler of a version makes the bytecode of its free-threaded runtime', async () => {
  const root = repository((work) => finish.push(work))
  const origin = path.join(root, 'origin')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true })
    writeFileSync(path.join(origin, name), text)
  }
  git(origin, 'add', '.')
  git(origin, 'commit', '--quiet', '--message', 'shelf')
  const { manifest } = await buildRelease({ project: 'origin', out: 'dist' }, contextFor(root))
  // One wheel serves both builds of a Python: it has no native files.
  expect(manifest.artifacts.map(({ file }) => file)).toEqual([
    'shelf-1.2.0-cp313t-any.tar.gz',
    'shelf-1.2.0-cp313-any.tar.gz',
    'shelf-1.2.0-cp313-none-any.whl',
  ])
  expect(manifest.compilers.map(({ runtime, magic }) => `${runtime} ${magic}`)).toEqual([
    'cp313 3571',
    'cp313t 3571',
  ])
  const [ordinary, threaded] = await Promise.all(
    ['cp313', 'cp313t'].map((runtime) =>
      contents(path.join(root, 'dist', `shelf-1.2.0-${runtime}-any.tar.gz`)),
    ),
  )
  const differing = [...(ordinary ?? [])].flatMap(([name, text]) =>
    threaded?.get(name) === text ? [] : [name],
  )
  expect(differing.toSorted()).toEqual([
    'shelf-1.2.0/EXUVIA.json',
    'shelf-1.2.0/THIRD-PARTY-NOTICES',
    'shelf-1.2.0/bin/shelf',
  ])
  expect(threaded?.get('shelf-1.2.0/bin/shelf')).toContain("('cpython-t', 3571, 313)")
})
