import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PYTHONS, type PythonTag, sampleOf, testEach, versionOf } from '@exuvia/test-needs'
import { expect } from 'vitest'
import { copySourceFree, copyTransformed, copyWithSources } from '../src/installation.ts'
import { findInterpreters } from '../src/interpreters.ts'
import list from '../src/modules.json' with { type: 'json' }
import { runModules } from '../src/run-modules.ts'

const RUNTIMES = sampleOf<readonly PythonTag[]>(
  PYTHONS.filter((runtime) => !['cp27', 'cp36', 'cp37'].includes(runtime)),
  ['cp313'],
)

// All pass on a source-free library as compileall leaves it, so the codec causes every failure here.
testEach(RUNTIMES)(
  "CPython's tests of the language pass on the library of %s, source-free, in normal form, without columns",
  { timeout: 600_000, tags: ['slow'] },
  async (runtime) => {
    const python = findInterpreters().find(({ minor }) => minor === versionOf(runtime))
    if (python === undefined) throw new Error(`${runtime} was not found`)
    const folder = mkdtempSync(join(tmpdir(), 'exuvia-quick-'))
    try {
      const [source, plain, ours] = ['source', 'plain', 'ours'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ]
      copyWithSources(python, source, new Set(list.quick))
      copySourceFree(python, source, plain)
      expect(copyTransformed(plain, ours, { lines: 'lines' })).toBeGreaterThan(500)
      const outcomes = await runModules({ python, prefix: ours, modules: list.quick, jobs: 2, seconds: 300 })
      const statuses = [...outcomes].map(([module, { status }]) => `${module} ${status}`)
      expect(statuses).toEqual(list.quick.map((module) => `${module} passed`))
      const cases = [...outcomes.values()].reduce((sum, outcome) => sum + outcome.cases.length, 0)
      expect(cases).toBeGreaterThan(1000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
