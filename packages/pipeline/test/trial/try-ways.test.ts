import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TryWaysReport, tryProjectWays } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { pyproject, writeProject } from '../support/trial-project.ts'

/** A module for each way that breaks it. */
const MEDUSA = {
  'pyproject.toml': pyproject(
    'medusa',
    { medusa: 'medusa.cli:main' },
    '[tool.exuvia]\ntargets = ["cp312-any", "cp312-win_amd64"]\n',
  ),
  'medusa/__init__.py': '',
  'medusa/asserts.py': 'items = [1]\nassert items.pop()\nif items: raise ValueError("still there")\n',
  'medusa/flags.py': 'import sys\nassert sys.flags.optimize == 0\nif sys.flags.optimize: raise ValueError\n',
  'medusa/crashes.py': 'def f():\n    "Text."\nX = f.__doc__.strip()\n',
  'medusa/content.py':
    'def f():\n    "Text."\nif f.__doc__ is not None and not f.__doc__: raise ValueError("empty")\n',
  'medusa/reads.py': 'import inspect, medusa\nX = getattr(inspect, "get" + "source")(lambda: 0)\n',
  'medusa/folder.py': 'import os\nX = os.listdir(os.path.dirname(__file__))\n',
  'medusa/missing.py': 'import no_such_module_anywhere\n',
  'medusa/cli.py': '"""Usage."""\ndef main():\n    print(__doc__, __file__)\n',
}

const RULE = `[[tool.exuvia.policy.rules]]
distribution = "medusa"
path = "lib/medusa/reads.py"
ship = "source"
reason = "it reads its source"
[[tool.exuvia.policy.rules]]
distribution = "medusa"
path = "lib/medusa/asserts.py"
optimize = 0
reason = "its asserts do something"
`

function brokenIn(report: TryWaysReport): Record<string, string[]> {
  const [tried] = report.targets
  if (tried?.kind !== 'tried') throw new Error('not tried')
  return Object.fromEntries(
    tried.ways.map(({ way, breaks }) => [way, breaks.map(({ what, how }) => `${what}: ${how}`)]),
  )
}

describe('exuvia try --ways', { tags: ['cp312', 'slow'] }, () => {
  let report: TryWaysReport | undefined
  let root = ''
  beforeAll(async () => {
    root = writeProject(MEDUSA)
    report = await tryProjectWays({ project: root }, contextFor(root))
  }, 240_000)

  test('finds in each way what it breaks, and nothing else', () => {
    if (report === undefined) throw new Error('no report')
    expect(report.passed).toBe(false)
    const [asserts, crashes, reads] = [
      'medusa.asserts: ValueError: still there',
      "medusa.crashes: AttributeError: 'NoneType' object has no attribute 'strip'",
      'medusa.reads: OSError: could not get source code',
    ]
    expect(brokenIn(report)).toEqual({
      source: [],
      '-O': [asserts],
      '-OO': [asserts, crashes],
      empty: ['medusa.content: ValueError: empty'],
      'no-source': [reads],
      zip: [expect.stringContaining('medusa.folder: NotADirectoryError'), reads],
    })
  })

  test('shows the lines of a traceback where the source is there, and a cure', () => {
    const [tried] = report?.targets ?? []
    const [broken] = tried?.kind === 'tried' ? (tried.ways[1]?.breaks ?? []) : []
    expect(broken?.lines).toContain('  File "<release>/lib/medusa/asserts.py", line 3, in <module>')
    expect(broken?.lines).toContain('    if items: raise ValueError("still there")')
    expect(broken?.cure).toBe('a policy rule with distribution = "medusa" and optimize = 0')
  })

  test('a command that prints something else differs, and what fails from source is unknown', () => {
    const [tried] = report?.targets ?? []
    const ways = tried?.kind === 'tried' ? tried.ways : []
    expect(ways.map(({ way, differs }) => [way, differs.length])).toEqual([
      ['source', 0],
      ['-O', 0],
      ['-OO', 1],
      ['empty', 1],
      ['no-source', 0],
      ['zip', 0],
    ])
    expect(ways.map(({ unknown }) => unknown.map(({ what }) => what))).toEqual(
      ways.map(() => ['medusa.missing']),
    )
  })

  test('a target for another system is not tried, with the reason', () => {
    const reason = 'it is for win_amd64, and this machine is not'
    expect(report?.targets[1]).toEqual({ target: 'cp312-win_amd64', kind: 'not-tried', reason })
  })

  test('rules of the policy hold: what they cure is not broken', async () => {
    writeFileSync(path.join(root, 'pyproject.toml'), MEDUSA['pyproject.toml'] + RULE)
    const cured = await tryProjectWays({ project: root, targets: ['cp312-any'] }, contextFor(root))
    expect(cured.targets.length).toBe(1)
    const broken = brokenIn(cured)
    expect(broken['-O']).toEqual([])
    expect(broken['no-source']).toEqual([])
    expect(broken['-OO']?.length).toBe(1)
  })

  test('a policy that ships only source leaves nothing to try', async () => {
    const whole = '[[tool.exuvia.policy.rules]]\ndistribution = "*"\nship = "source"\nreason = "all of it"\n'
    writeFileSync(path.join(root, 'pyproject.toml'), MEDUSA['pyproject.toml'] + whole)
    const { passed, targets } = await tryProjectWays(
      { project: root, targets: ['cp312-any'] },
      contextFor(root),
    )
    expect(passed).toBe(false)
    const reason = 'the policy ships no module as bytecode alone'
    expect(targets).toEqual([{ target: 'cp312-any', kind: 'not-tried', reason }])
  })
})
