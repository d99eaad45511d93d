/**
 * @module-tag slow
 * @module-tag cp312
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Config, ReleaseManifest, TarballManifest } from '@exuvia/model'
import { python, temporaryFolder } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import { buildRelease, explainPath, planProject, planToJson } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'

const MODULE = '"""About."""\ndef checks(value):\n    """Checks."""\n    assert value\n    return True\n'
const CONFIG = `[project]
name = "levels"
version = "1.0"
license = "MIT"
[tool.exuvia]
targets = ["cp312-any"]
[tool.exuvia.compile]
optimize = 2
[[tool.exuvia.policy.rules]]
path = "levels/read.py"
docstrings = "empty"
reason = "something strips it"
[[tool.exuvia.policy.rules]]
path = "levels/checked.py"
ship = "bytecode"
optimize = 0
reason = "its asserts count"
[[tool.exuvia.policy.rules]]
path = "levels/open.py"
ship = "both"
reason = "an example"
`

const SHOW = `
import importlib, json, sys
def one(name):
    module = importlib.import_module('levels.' + name)
    try:
        module.checks(0)
        asserts = False
    except AssertionError:
        asserts = True
    return [module.__doc__, module.checks.__doc__, asserts]
print(json.dumps({name: one(name) for name in ('plain', 'read', 'checked', 'open')}))
`

let root = ''
beforeAll(() => {
  root = temporaryFolder()
  writeFileSync(path.join(root, 'pyproject.toml'), CONFIG)
  mkdirSync(path.join(root, 'levels'))
  writeFileSync(path.join(root, 'levels/__init__.py'), '')
  for (const name of ['plain', 'read', 'checked', 'open']) {
    writeFileSync(path.join(root, 'levels', `${name}.py`), MODULE)
  }
})

/** What each module has after unpacking: its docstring, that of a function, and whether its asserts run. */
function seen(dist: string): unknown {
  const folder = temporaryFolder()
  execFileSync('tar', ['-xzf', path.resolve(root, dist, 'levels-1.0-cp312-any.tar.gz'), '-C', folder])
  const lib = path.join(folder, 'levels-1.0', 'lib')
  const env = { PATH: process.env['PATH'] ?? '', PYTHONPATH: lib }
  return JSON.parse(execFileSync(python('cp312'), ['-c', SHOW], { env, encoding: 'utf8' })) as unknown
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

const DOCUMENTED = ['About.', 'Checks.', true]
const RULES = [
  ['policy.rules[0]', 'bytecode', undefined, 'empty', 1],
  ['policy.rules[1]', 'bytecode', 0, undefined, 1],
  ['policy.rules[2]', 'both', undefined, undefined, 1],
]

function rulesOf(decisions: ReleaseManifest['decisions']): unknown {
  return decisions
    .filter(({ rule }) => rule.startsWith('policy.'))
    .map(({ rule, ship, optimize, docstrings, files }) => [rule, ship, optimize, docstrings, files])
}

test('each module has the level of the rules and the config, and the release says so', async () => {
  await buildRelease({ project: '.', out: 'dist' }, contextFor(root))
  expect(seen('dist')).toEqual({
    plain: [null, null, false],
    read: ['', '', false],
    checked: DOCUMENTED,
    open: DOCUMENTED,
  })
  const manifest = readJson(path.join(root, 'dist/levels-1.0.manifest.json')) as ReleaseManifest
  expect(manifest.compilers).toMatchObject([{ optimize: 2 }])
  expect(manifest.compilers[0]).not.toHaveProperty('docstrings')
  expect(rulesOf(manifest.decisions)).toEqual(RULES)
  const tarball = path.join(root, 'dist/levels-1.0-cp312-any.tar.gz')
  const about = execFileSync('tar', ['-xzOf', tarball, 'levels-1.0/EXUVIA.json'], { encoding: 'utf8' })
  expect(rulesOf((JSON.parse(about) as TarballManifest).policy)).toEqual(RULES)
})

function override(config: Config): Config {
  return { ...config, compile: { ...config.compile, optimize: 1, docstrings: 'strip' } }
}

test('the command line changes the config, and the rules stay', async () => {
  const out = path.join(temporaryFolder(), 'out')
  await buildRelease({ project: '.', out, override }, contextFor(root))
  expect(seen(out)).toEqual({
    plain: [null, null, false],
    read: ['', '', false],
    checked: [null, null, true],
    open: DOCUMENTED,
  })
  const manifest = readJson(path.join(out, 'levels-1.0.manifest.json')) as ReleaseManifest
  expect(manifest.compilers).toMatchObject([{ optimize: 1, docstrings: 'strip' }])
})

test('plan and explain show the level of a module and what decided it', async () => {
  const { units } = planToJson(await planProject({ project: '.' }, contextFor(root)))
  expect(units.map((unit) => [unit.path, unit.optimize, unit.docstrings])).toEqual([
    ['lib/levels/__init__.py', 2, 'strip'],
    ['lib/levels/checked.py', 0, 'keep'],
    ['lib/levels/open.py', 0, 'keep'],
    ['lib/levels/plain.py', 2, 'strip'],
    ['lib/levels/read.py', 2, 'empty'],
  ])
  const { decision } = await explainPath('levels.read', { project: '.' }, contextFor(root))
  expect(decision.level).toEqual({
    optimize: 2,
    docstrings: 'empty',
    by: {
      optimize: { rule: 'default', reason: 'compile.optimize is 2' },
      docstrings: { rule: 'policy.rules[0]', reason: 'something strips it' },
    },
  })
})
