import { expect, test } from 'vitest'
import { exuvia, folderWith } from './support/cli.ts'

const FILES = {
  'pyproject.toml':
    '[project]\nname = "tide"\nversion = "1.0"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312-any"]\n' +
    '[[tool.exuvia.policy.rules]]\npath = "lib/nothing/**"\nship = "source"\nreason = "a test"\n',
  'src/tide/__init__.py': '',
  'src/tide/reads.py': 'import inspect\nX = inspect.getsource(lambda: 0)\n',
}

interface Log {
  readonly version: string
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string }
          readonly region?: object
        }
      }[]
    }[]
  }[]
}

test(
  'check --format sarif prints each finding at its place, with the exit code of check',
  {
    tags: ['slow', 'cp312'],
    timeout: 120_000,
  },
  async () => {
    const cwd = folderWith(FILES)
    const { code, stdout, stderr } = await exuvia(['check', '--format', 'sarif'], { cwd })
    expect(stderr).toBe('')
    expect(code).toBe(1)
    const { version, runs } = JSON.parse(stdout) as Log
    expect(version).toBe('2.1.0')
    const places = runs[0]?.results.map(({ ruleId, locations: [place] }) => [
      ruleId,
      place?.physicalLocation.artifactLocation.uri,
      place?.physicalLocation.region,
    ])
    expect(places).toContainEqual(['source-needed', 'src/tide/reads.py', { startLine: 2 }])
    expect(places).toContainEqual(['rule-matches-nothing', 'pyproject.toml', { startLine: 7 }])
  },
)

test('check takes one format', { tags: ['slow'], timeout: 120_000 }, async () => {
  const cwd = folderWith(FILES)
  const twice = await exuvia(['check', '--format', 'sarif', '--json'], { cwd })
  expect(twice.code).toBe(2)
  const unknown = await exuvia(['check', '--format', 'xml'], { cwd })
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('Expected one of text, json, sarif.')
  const rules = await exuvia(['check', '--format', 'sarif', '--suggest'], { cwd })
  expect(rules.code).toBe(2)
  expect(rules.stderr).toContain('SARIF has no place for the rules')
})
