import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import texts from 'spdx-license-list/full.js'
import { listLicenses, type RunContext } from '../../src/index.ts'

const CONFIG = '\n[tool.exuvia]\ntargets = ["cp312"]\n'

function projectWith(files: Readonly<Record<string, string>>): RunContext {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia-licenses-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'harbour/__init__.py': '', ...files })) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
    writeFileSync(path.join(cwd, name), text)
  }
  return { cwd, env: {}, signal: new AbortController().signal, progress: () => undefined }
}

test('a licence shows what it rests on, and where its text is', async () => {
  const context = projectWith({
    'pyproject.toml': `[project]\nname = "harbour"\nversion = "1.0"\nlicense = { text = "BSD" }\nclassifiers = ["License :: OSI Approved :: MIT License"]\n${CONFIG}`,
    LICENSE: texts['BSD-2-Clause']?.licenseText ?? '',
  })
  const { distributions } = await listLicenses({}, context)
  expect(distributions).toMatchObject([
    {
      name: 'harbour',
      expression: 'BSD-2-Clause',
      source: 'license-text',
      open: false,
      contradicted: true,
      texts: [{ path: 'LICENSE', licenses: ['BSD-2-Clause'], whole: true }],
    },
  ])
})

test('--write adds what is open once, and check hears it', async () => {
  const context = projectWith({
    'pyproject.toml': `[project]\nname = "harbour"\nversion = "1.0"\nlicense = { text = "GPL v3" }\n${CONFIG}`,
  })
  const before = await listLicenses({}, context)
  expect(before.distributions).toMatchObject([{ source: 'guess', open: true }])
  const { written } = await listLicenses({ write: true }, context)
  expect(written).toMatchObject([{ name: 'harbour', expression: 'GPL-3.0-or-later' }])
  const file = path.join(context.cwd, 'pyproject.toml')
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(/^\[tool\.exuvia\.licenses\]\n"harbour" = "GPL-3\.0-or-later" # guessed from /m)
  const again = await listLicenses({ write: true }, context)
  expect(again).toMatchObject({ written: [], distributions: [{ source: 'config', open: false }] })
  expect(readFileSync(file, 'utf8')).toBe(text)
})
