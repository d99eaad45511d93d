import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { suggestCures } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'

const RULE = `[[tool.exuvia.policy.rules]]
distribution = "tide"
docstrings = "empty"
reason = "-OO: .strip is used on a docstring, which is None"`

const FOR_WARNINGS = `[[tool.exuvia.policy.rules]]
distribution = "tide"
docstrings = "keep"
reason = "-OO: .strip is used on a docstring, which is None; -OO: ArgumentParser takes the text of --help from the docstring"`

test('the suggested rules cure what they are for, once they are written', { tags: ['cp312'] }, async () => {
  const root = temporaryFolder()
  mkdirSync(path.join(root, 'tide'))
  writeFileSync(path.join(root, 'tide/__init__.py'), '"""Doc."""\nTEXT = __doc__.strip()\n')
  writeFileSync(
    path.join(root, 'tide/cli.py'),
    '"""Shows the tide."""\nfrom argparse import ArgumentParser\ndef main():\n    ArgumentParser(description=__doc__)\n',
  )
  const file = path.join(root, 'pyproject.toml')
  const before =
    '[project]\nname = "tide"\nversion = "1.0"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312-any"]\ncompile.optimize = 2\n'
  writeFileSync(file, before)
  const context = contextFor(root)
  const only = await suggestCures({ project: root }, context)
  expect(only.findings.map(({ code }) => code)).toContain('docstring-removed')
  expect(only.rules.join('\n')).toBe(RULE)
  expect(only.forWarnings.join('\n')).toBe(FOR_WARNINGS)
  expect(readFileSync(file, 'utf8')).toBe(before)
  const written = await suggestCures({ project: root, write: true }, context)
  expect(written.rules).toEqual(only.rules)
  const left = written.findings.filter(({ code }) => code === 'docstring-removed')
  expect(left.map(({ severity }) => severity)).toEqual(['warning'])
  expect(readFileSync(file, 'utf8')).toBe(`${before}\n${RULE}\n`)
  // With nothing left to cure, nothing is written.
  expect((await suggestCures({ project: root, write: true }, context)).rules).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe(`${before}\n${RULE}\n`)
})
