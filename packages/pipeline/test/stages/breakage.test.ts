import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Config, DocstringMode } from '@exuvia/model'
import { filledOnce, python, temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { compileTree, judgeProject } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'

/** Published packages, a few lines of what they do, and the ways that break it. */
const PACKAGES = [
  { pin: 'structlog==21.3.0', lines: 'import structlog; print(structlog.__description__)', broken: ['-OO'] },
  {
    pin: 'schema==0.6.8',
    lines:
      'import schema\ntry:\n    schema.And(int, wrong=1)\n    print("accepted")\nexcept AssertionError:\n    print("refused")',
    broken: ['-O', '-OO'],
  },
  { pin: 'webassets==2.0', lines: 'import webassets; print(webassets.Bundle("a").contents)', broken: [] },
  {
    pin: 'Chameleon==4.6.0',
    lines: 'import chameleon; print(chameleon.PageTemplate("<b>${x}</b>")(x=1))',
    broken: [],
  },
]

async function wheelsOf(pin: string): Promise<string> {
  return filledOnce('broken-wheels', pin, async (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check']
    execFileSync(
      python('cp312'),
      ['-m', 'pip', 'download', ...quiet, '--no-deps', '--only-binary=:all:', '--dest', folder, pin],
      { stdio: 'pipe' },
    )
  })
}

/** What the lines print, or that they fail, with the wheel on `sys.path`. */
function outcome(wheel: string, lines: string, flags: readonly string[]): string {
  try {
    const env = { PATH: process.env['PATH'] ?? '', PYTHONPATH: wheel }
    return execFileSync(python('cp312'), [...flags, '-c', lines], { env, encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return 'failed'
  }
}

/** The ways in which Exuvia says, as an error, that the wheel breaks; `optimize` is the level it ships at. */
async function predicted(name: string, wheels: string, optimize: 1 | 2, rules = ''): Promise<string[]> {
  const root = temporaryFolder()
  mkdirSync(path.join(root, 'holder'))
  writeFileSync(path.join(root, 'holder', '__init__.py'), '')
  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `[project]\nname = "holder"\nversion = "1.0"\nlicense = "MIT"\ndependencies = ["${name}"]\n` +
      `[tool.exuvia]\ntargets = ["cp312-any"]\n[tool.exuvia.dependencies]\nwheelhouse = ["${wheels}"]\n${rules}`,
  )
  const override = (config: Config): Config => ({ ...config, compile: { ...config.compile, optimize } })
  const { findings } = await judgeProject({ project: root, override }, contextFor(root))
  return findings.flatMap(({ severity, args: { way } }) =>
    severity === 'error' && typeof way === 'string' ? [way] : [],
  )
}

test.each(PACKAGES)(
  '$pin breaks under the levels that are reported, and no other',
  { tags: ['cp312', 'pypi', 'slow'] },
  async ({ pin, lines, broken }) => {
    const wheels = await wheelsOf(pin)
    const wheel = path.join(wheels, readdirSync(wheels).find((name) => name.endsWith('.whl')) ?? '')
    const whole = outcome(wheel, lines, [])
    expect(whole).not.toBe('failed')
    expect(['-O', '-OO'].filter((flag) => outcome(wheel, lines, [flag]) !== whole)).toEqual(broken)
    const name = pin.slice(0, pin.indexOf('='))
    const first = await predicted(name, wheels, 1)
    const second = await predicted(name, wheels, 2)
    expect([first.length > 0 ? ['-O'] : [], second.length > 0 ? ['-OO'] : []].flat()).toEqual(broken)
  },
)

/** Of these, those that fail without docstrings and run with empty ones. */
const CURED = PACKAGES.filter(({ pin }) => pin.startsWith('structlog'))

test.each(CURED)(
  '$pin is no error, and runs, with the rule that its finding names',
  { tags: ['cp312', 'pypi', 'slow'] },
  async ({ pin, lines }) => {
    const wheels = await wheelsOf(pin)
    const name = pin.slice(0, pin.indexOf('='))
    const rule = `[[tool.exuvia.policy.rules]]\ndistribution = "${name}"\ndocstrings = "empty"\nreason = "r"\n`
    expect(await predicted(name, wheels, 2, rule)).toEqual([])
    expect(await ranAs(wheels, lines, 'strip')).toBe('failed')
    expect(await ranAs(wheels, lines, 'empty')).not.toBe('failed')
  },
)

/** What the lines do with the bytecode of the wheel, without its source. */
async function ranAs(wheels: string, lines: string, docstrings: DocstringMode): Promise<string> {
  const out = path.join(temporaryFolder(), 'out')
  const sources = readdirSync(wheels)
    .filter((file) => file.endsWith('.whl'))
    .map((file) => path.join(wheels, file))
  const { wheels: made } = await compileTree(
    {
      sources,
      out,
      runtime: 'cp312',
      optimize: 2,
      docstrings,
      layout: 'legacy',
      invalidation: undefined,
      normalise: true,
      debug: 'lines',
      toolchain: 'native',
      keepSource: false,
      cache: true,
      exclude: [],
      clean: false,
    },
    contextFor(path.dirname(out)),
  )
  return outcome(path.join(out, made[0] ?? ''), lines, [])
}
