import { TomlView, readToml } from '@exuvia/files'
import { expect, test } from 'vitest'
import { generatedFiles } from '../src/generated-files.ts'

const view = (text: string): TomlView => new TomlView(readToml(text, 'pyproject.toml', { code: 'bad-toml' }))

test.each([
  ['[tool.setuptools_scm]\nversion_file = "src/a/_version.py"', ['src/a/_version.py']],
  ['[tool.setuptools_scm]\nwrite_to = "a/_v.py"', ['a/_v.py']],
  ['[tool.hatch.build.hooks.vcs]\nversion-file = "a/_v.py"', ['a/_v.py']],
  ['[tool.hatch.build.targets.wheel.hooks.version]\npath = "a/_v.py"', ['a/_v.py']],
  ['[tool.pdm.version]\nwrite_to = "a/_v.py"', ['a/_v.py']],
  ['[tool.versioningit.write]\nfile = "a/_v.py"', ['a/_v.py']],
  ['[tool.setuptools]\npackages = ["a"]', []],
])('%s writes %j', (text, files) => {
  expect(generatedFiles(view(text), undefined)).toEqual(files)
})

test('the tables of hatch.toml replace those of pyproject.toml', () => {
  const hatch = view('[build.hooks.vcs]\nversion-file = "b.py"')
  expect(generatedFiles(view('[tool.hatch.build.hooks.vcs]\nversion-file = "a.py"'), hatch)).toEqual(['b.py'])
})
