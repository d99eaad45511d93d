import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '@exuvia/model'
import { filledOnce, python, temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { judgeProject } from '../../src/index.ts'
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
async function predicted(name: string, wheels: string, optimize: 1 | 2): Promise<string[]> {
  const root = temporaryFolder()
  mkdirSync(path.join(root, 'holder'))
  writeFileSync(path.join(root, 'holder', '__init__.py'), '')
  writeFileSync(
    path.join(root, 'pyproject.toml'),
    `[project]\nname = "holder"\nversion = "1.0"\nlicense = "MIT"\ndependencies = ["${name}"]\n` +
      `[tool.exuvia]\ntargets = ["cp312-any"]\n[tool.exuvia.dependencies]\nwheelhouse = ["${wheels}"]\n`,
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
