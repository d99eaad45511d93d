import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { EMBEDDED_RUNTIMES, isPreview } from '../src/index.ts'
import { ROOT } from './support/interpreters.ts'
import { runtimeReadme } from './support/runtime-readme.ts'

interface RuntimePackage {
  readonly folder: string
  readonly name: string
  readonly runtime: string
  readonly version: string
  readonly magic: number
  readonly license: string
  readonly pyodide: string
}

const folders = readdirSync(join(ROOT, 'runtimes')).toSorted()
const packages = await Promise.all(folders.map(readRuntime))

async function readRuntime(folder: string): Promise<RuntimePackage> {
  const root = join(ROOT, 'runtimes', folder)
  const { name, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly dependencies: Readonly<Record<string, string>>
  }
  const module = (await import(pathToFileURL(join(root, 'index.js')).href)) as {
    readonly runtime: string
    readonly version: string
    readonly magic: number
    readonly entry: string
  }
  const build = JSON.parse(readFileSync(new URL('package.json', module.entry), 'utf8')) as {
    readonly license: string
    readonly version: string
  }
  expect(dependencies).toEqual({ [`${folder}-wasm`]: `npm:pyodide@${build.version}` })
  const { runtime, version, magic } = module
  return { folder, name, runtime, version, magic, license: build.license, pyodide: build.version }
}

test('the table has a row for each package under runtimes, and no other', () => {
  expect(packages.map(({ runtime }) => runtime)).toEqual(EMBEDDED_RUNTIMES)
  for (const { folder, name, runtime } of packages) {
    expect([folder, name]).toEqual([`cpython-${runtime.slice(2)}`, `@exuvia/cpython-${runtime.slice(2)}`])
  }
})

// `npx vitest run test/embedded-runtimes.test.ts -u` writes the pages and the table.
test.each(packages)('the README of $name says what is inside', async (found) => {
  const readme = runtimeReadme({ ...found, preview: isPreview(found.runtime) })
  await expect(readme).toMatchFileSnapshot(join(ROOT, 'runtimes', found.folder, 'README.md'))
})

test('every embedded CPython may be redistributed', () => {
  expect(new Set(packages.map(({ license }) => license))).toEqual(new Set(['MPL-2.0', 'Apache-2.0']))
})

test('docs/toolchains.md lists every package', async () => {
  const file = join(ROOT, 'docs/toolchains.md')
  const text = readFileSync(file, 'utf8')
  const rows = packages.map(
    ({ name, version, runtime }) =>
      `| \`${name}\` | ${version}${isPreview(runtime) ? ', a preview' : ''} | \`${runtime}\` |\n`,
  )
  const table = /(\n\| package \| CPython \| runtime \|\n\|---\|---\|---\|\n)(?:\|.*\n)*/
  expect(text).toMatch(table)
  await expect(text.replace(table, (_, head: string) => head + rows.join(''))).toMatchFileSnapshot(file)
})
