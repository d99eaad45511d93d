import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { loadConfig } from '../../src/config/index.ts'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'exuvia-config-'))
})
afterEach(() => rm(root, { recursive: true }))

const PYPROJECT = '[project]\nname = "a"\n'

test('every setting has its default if there is no file', async () => {
  const config = await loadConfig(root)
  expect(config.file).toBeUndefined()
  expect(config.pack.level).toBe(9)
})

test('pyproject.toml is read if it has a table for Exuvia', async () => {
  await writeFile(join(root, 'pyproject.toml'), `\uFEFF${PYPROJECT}[tool.exuvia.pack]\nlevel = 3\n`)
  expect(await loadConfig(root)).toMatchObject({ file: 'pyproject.toml', pack: { level: 3 } })
})

test('exuvia.toml is read beside a pyproject.toml without such a table', async () => {
  await writeFile(join(root, 'pyproject.toml'), PYPROJECT)
  await writeFile(join(root, 'exuvia.toml'), 'pack.level = 4\n')
  expect(await loadConfig(root)).toMatchObject({ file: 'exuvia.toml', pack: { level: 4 } })
})

test('two configs are an error', async () => {
  await writeFile(join(root, 'pyproject.toml'), `${PYPROJECT}[tool.exuvia]\n`)
  await writeFile(join(root, 'exuvia.toml'), '')
  await expect(loadConfig(root)).rejects.toMatchObject({
    kind: 'usage',
    code: 'config-twice',
    message: 'found two configurations: exuvia.toml and [tool.exuvia] in pyproject.toml',
  })
})

test('a named file replaces both, and its path is relative to the project', async () => {
  await writeFile(join(root, 'pyproject.toml'), `${PYPROJECT}[tool.exuvia]\n`)
  await mkdir(join(root, 'ci'))
  await writeFile(join(root, 'ci/nightly.toml'), 'pack.level = 5\n')
  expect(await loadConfig(root, 'ci/nightly.toml')).toMatchObject({
    file: 'ci/nightly.toml',
    pack: { level: 5 },
  })
  expect(await loadConfig(root, join(root, 'ci/nightly.toml'))).toMatchObject({ file: 'ci/nightly.toml' })
})

test('a named file that does not exist or contains no config is an error', async () => {
  await expect(loadConfig(root, 'no.toml')).rejects.toMatchObject({
    code: 'config-missing',
    message: 'the configuration no.toml does not exist',
  })
  await writeFile(join(root, 'pyproject.toml'), PYPROJECT)
  await expect(loadConfig(root, 'pyproject.toml')).rejects.toMatchObject({
    code: 'config-without-table',
    message: 'the configuration pyproject.toml has no table [tool.exuvia]',
  })
})

test('a file that is not text is reported', async () => {
  const file = join(root, 'exuvia.toml')
  await writeFile(file, new Uint8Array([0x61, 0xff]))
  await expect(loadConfig(root)).rejects.toMatchObject({
    kind: 'usage',
    message: 'exuvia.toml: invalid TOML: not UTF-8',
  })
  await writeFile(file, new Uint8Array(2 * 1024 * 1024))
  await expect(loadConfig(root)).rejects.toMatchObject({ kind: 'usage', code: 'config-too-large' })
  await rm(file)
  await mkdir(file)
  await expect(loadConfig(root)).rejects.toMatchObject({ kind: 'outside', code: 'config-unreadable' })
})
