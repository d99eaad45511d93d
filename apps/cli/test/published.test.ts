/**
 * Bundles the published program, and compiles with an embedded CPython.
 *
 * @module-tag slow
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { expect, test } from 'vitest'
import { folderWith, runProcess } from './support/cli.ts'

const APP = fileURLToPath(new URL('..', import.meta.url))
const RUNTIME = fileURLToPath(new URL('../../../runtimes/cpython-312', import.meta.url))

const PROJECT = `[project]
name = "harbour"
version = "1.4.0"
license = "MIT"

[tool.exuvia]
targets = ["cp312-any"]
compile.toolchain = "embedded"
pack.level = 10
`

/** A project that has installed the package, and an embedded compiler, as npm does. */
async function installed(): Promise<string> {
  const folder = folderWith({ 'pyproject.toml': PROJECT, 'harbour/__init__.py': 'DEPTH = 4\n' })
  const modules = path.join(folder, 'node_modules')
  mkdirSync(path.join(modules, '@exuvia'), { recursive: true })
  symlinkSync(RUNTIME, path.join(modules, '@exuvia/cpython-312'))
  await build({ cwd: APP, outDir: path.join(modules, 'exuvia/dist'), clean: false, logLevel: 'silent' })
  cpSync(path.join(APP, 'package.json'), path.join(modules, 'exuvia/package.json'))
  return folder
}

test('the published package contains all that it runs: its threads, its libraries and their licences', async () => {
  const cwd = await installed()
  const dist = path.join(cwd, 'node_modules/exuvia/dist')
  const run = (...args: string[]): ReturnType<typeof runProcess> =>
    runProcess(process.execPath, [path.join(dist, 'start.js'), ...args], { cwd })
  // Level 10 compresses in a thread, and the embedded compiler is another.
  expect(await run('build', '--quiet')).toMatchObject({ code: 0 })
  expect(await run('verify', 'dist')).toMatchObject({ code: 0 })
  expect(await run('schema')).toMatchObject({ code: 0 })
  const about = JSON.parse(readFileSync(path.join(APP, 'package.json'), 'utf8')) as object
  expect(about).not.toHaveProperty('dependencies')
  expect(readFileSync(path.join(dist, 'licenses.txt'), 'utf8')).toMatch(/^commander .*\(MIT\)$/m)
  // Sigstore's root is a file of a library, which `verify --offline` reads.
  const files = readdirSync(dist).map((name) => readFileSync(path.join(dist, name), 'utf8'))
  expect(files.some((text) => text.includes('"https://tuf-repo-cdn.sigstore.dev": {'))).toBe(true)
})
