import { DEFAULT_CONFIG, ExuviaError } from '@exuvia/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseConfig } from '../../src/config/index.ts'

/** The lines of the error for a config; none if it is valid. */
function complaints(text: string, file = 'exuvia.toml'): string[] {
  try {
    parseConfig(text, file)
    return []
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind !== 'usage') throw error
    // A heading comes before several mistakes.
    const lines = error.message.split('\n')
    return lines[0] === 'invalid configuration:' ? lines.slice(1) : lines
  }
}

function policyOf(text: string) {
  const { preset, default: ship } = parseConfig(`[policy]\n${text}`, 'exuvia.toml').policy
  return [preset, ship]
}

describe('an empty config', () => {
  test('has every default, and no file if pyproject.toml has no table for Exuvia', () => {
    expect(parseConfig('[project]\nname = "a"\n[tool.black]\n', 'pyproject.toml')).toEqual(DEFAULT_CONFIG)
  })

  test('has every default if the table is empty', () => {
    expect(parseConfig('[tool.exuvia]\n', 'pyproject.toml')).toEqual({
      ...DEFAULT_CONFIG,
      lines: new Map(),
      file: 'pyproject.toml',
    })
    expect(parseConfig('', 'exuvia.toml')).toEqual({
      ...DEFAULT_CONFIG,
      file: 'exuvia.toml',
      lines: new Map(),
    })
  })
})

/** The lines of rules and globs, found by a search. */
function linesOf(config: string): Map<string, number> {
  const line = (pattern: RegExp, nth = 0): number =>
    [...config.split('\n').entries()].filter(([, written]) => pattern.test(written))[nth]?.[0] ?? -2
  return new Map([
    ['policy.rules[0]', line(/policy\.rules\]\]/) + 1],
    ['policy.rules[1]', line(/policy\.rules\]\]/, 1) + 1],
    ['project.exclude[0]', line(/^exclude/) + 1],
    ['project.exclude[1]', line(/^exclude/) + 1],
    ['project.include[0]', line(/^include/) + 1],
    ['project.scripts[0]', line(/^scripts/) + 1],
    ['accept[0]', line(/accept\]\]/) + 1],
    ['policy.license-sets.strict', line(/license-sets/) + 1],
    ['budget.limits[0]', line(/budget\.limits\]\]/) + 1],
    ['budget.limits[1]', line(/budget\.limits\]\]/, 1) + 1],
  ])
}

test('platforms belong to the runtimes, and plain names become tags', () => {
  const config = parseConfig(
    'targets = ["cp312", "cp311-linux-aarch64", "mpy6"]\nplatforms = ["linux-x86_64", "musllinux_1_1_x86_64"]',
    'exuvia.toml',
  )
  expect(config.targets).toEqual([
    'cp312-manylinux_2_28_x86_64',
    'cp312-musllinux_1_1_x86_64',
    'cp311-manylinux_2_28_aarch64',
    'mpy6',
  ])
})

test('platforms that nothing uses, and unknown plain names, are problems', () => {
  expect(complaints('targets = ["cp312-any"]\nplatforms = ["linux-x86_64"]', 'exuvia.toml')).toEqual([
    'exuvia.toml:2:1 platforms: has no effect: no entry of targets is a runtime alone, such as "cp312"',
  ])
  expect(
    complaints('targets = ["cp312"]\nplatforms = ["linux-x86-64", "amiga-m68k"]', 'exuvia.toml'),
  ).toEqual([
    'exuvia.toml:2:14 platforms[0]: expected a platform (linux-x86_64) or a platform tag (manylinux_2_17_x86_64), got "linux-x86-64"; did you mean "linux-x86_64"?',
    'exuvia.toml:2:30 platforms[1]: expected a platform (linux-x86_64) or a platform tag (manylinux_2_17_x86_64), got "amiga-m68k"; one of linux-x86_64, linux-aarch64, musl-x86_64, musl-aarch64, macos-arm64, macos-x86_64, windows-x86_64, windows-arm64, windows-x86, or a tag',
  ])
})

test('rules that are no tables are problems', () => {
  expect(complaints('[policy]\nrules = [1, []]', 'exuvia.toml')).toEqual([
    'exuvia.toml:2:10 policy.rules[0]: expected a table, got 1',
    'exuvia.toml:2:13 policy.rules[1]: expected a table, got an array',
  ])
})

describe('a full config', () => {
  const text = `
targets = ["cp312", "cp311-manylinux_2_28_x86_64", "mpy6-armv7emsp"]
[project]
build = "backend"
wheel = "dist/*.whl"
sources = ["src"]
exclude = ["tests/**", "**/*.{c,h}"]
include = ["config/*.toml"]
scripts = ["scripts/import.py"]
[dependencies]
wheelhouse = "../wheels"
lock = "uv.lock"
extras = ["Fast_Json"]
build = ["Docopt.NG"]
groups = ["Ops.Team"]
scripts = ["gunicorn"]
provided = ["NumPy"]
[licenses]
My_Lib = "MIT OR GPL-3.0-or-later"
"Other.Lib" = "LicenseRef-Proprietary"
[[accept]]
finding = "wheel-record-mismatch"
distribution = "Furo_X"
sha256 = "abababababababababababababababababababababababababababababababab"
reason = "published so"
[compile]
optimize = 2
invalidation = "checked-hash"
normalise = true
debug = "none"
toolchain = "native"
toolchains = { cp312 = "embedded", cp311 = "/opt/python3.11/bin/python3" }
[policy]
preset = "copyleft-source"
default = "bytecode"
source-twin = "always"
license-sets = { strict = ["AGPL-3.0-only"] }
[[policy.rules]]
path = "app/plugins/**"
ship = "source"
reason = "customers read them"
[[policy.rules]]
distribution = "Zope.Interface"
license = "copyleft"
kind = "module"
entry-point = "zope*"
until = 2027-01-31
ship = "both"
reason = "as asked"
[[budget.limits]]
target = "cp3*"
packed = ["8 MB", "+5 %"]
reason = "satellites are slow"
[[budget.limits]]
distribution = "NumPy"
kind = "native"
path = "**/*.so"
unpacked = "1.5 MiB"
severity = "warning"
[launch]
lazy-imports = true
[pack]
out = "out/release"
level = 6
[try]
timeout = 30
[[try.commands]]
run = ["tide", "--version"]
output = "1.2"
[report]
html = true

[publish]
repository = "acme/tidemark"
tag = "release/{version}"
draft = true
prerelease = false
latest = false
notes = "NOTES.md"
provenance = true
`

  test('sets every key, with names normalised by PEP 503', () => {
    expect(parseConfig(text, 'exuvia.toml')).toEqual({
      file: 'exuvia.toml',
      lines: linesOf(text),
      targets: ['cp312', 'cp311-manylinux_2_28_x86_64', 'mpy6-armv7emsp'],
      project: {
        build: 'backend',
        wheel: ['dist/*.whl'],
        sources: ['src'],
        exclude: ['tests/**', '**/*.{c,h}'],
        include: ['config/*.toml'],
        scripts: ['scripts/import.py'],
      },
      dependencies: {
        wheelhouse: ['../wheels'],
        lock: { kind: 'file', file: 'uv.lock' },
        extras: ['fast-json'],
        groups: ['ops-team'],
        build: ['docopt-ng'],
        scripts: ['gunicorn'],
        provided: ['numpy'],
      },
      licenses: { 'my-lib': 'MIT OR GPL-3.0-or-later', 'other-lib': 'LicenseRef-Proprietary' },
      accept: [
        {
          finding: 'wheel-record-mismatch',
          distribution: 'furo-x',
          sha256: 'ab'.repeat(32),
          reason: 'published so',
        },
      ],
      compile: {
        optimize: 2,
        invalidation: 'checked-hash',
        normalise: true,
        debug: 'none',
        toolchain: 'native',
        toolchains: { cp312: 'embedded', cp311: '/opt/python3.11/bin/python3' },
      },
      policy: {
        preset: 'copyleft-source',
        default: 'bytecode',
        sourceTwin: 'always',
        licenseSets: { strict: { match: 'needs', licenses: ['AGPL-3.0-only'] } },
        rules: [
          {
            path: 'app/plugins/**',
            distribution: undefined,
            license: undefined,
            ship: 'source',
            reason: 'customers read them',
          },
          {
            path: undefined,
            distribution: 'zope-interface',
            license: 'copyleft',
            kind: 'module',
            entryPoint: 'zope*',
            until: '2027-01-31',
            ship: 'both',
            reason: 'as asked',
          },
        ],
      },
      pack: { out: 'out/release', formats: ['tar.gz'], level: 6 },
      try: { timeout: 30, commands: [{ run: ['tide', '--version'], exit: 0, output: '1.2' }] },
      budget: {
        limits: [
          {
            artifact: undefined,
            target: 'cp3*',
            distribution: undefined,
            kind: undefined,
            path: undefined,
            packed: [
              { kind: 'size', text: '8 MB', bytes: 8_000_000 },
              { kind: 'share', text: '+5 %', hundredths: 500 },
            ],
            unpacked: [],
            severity: 'error',
            reason: 'satellites are slow',
          },
          {
            artifact: undefined,
            target: undefined,
            distribution: 'numpy',
            kind: 'native',
            path: '**/*.so',
            packed: [],
            unpacked: [{ kind: 'size', text: '1.5 MiB', bytes: 1_572_864 }],
            severity: 'warning',
            reason: undefined,
          },
        ],
      },
      launch: { lazyImports: true },
      report: { html: true },
      publish: {
        repository: 'acme/tidemark',
        tag: 'release/{version}',
        draft: true,
        prerelease: false,
        latest: 'false',
        notes: 'NOTES.md',
        provenance: true,
      },
    })
  })

  test('gives the same in pyproject.toml', () => {
    const nested = text
      .replace('\ntargets', '\n[tool.exuvia]\ntargets')
      .replaceAll(/^(\[+)(?!tool)/gm, '$1tool.exuvia.')
    const config = parseConfig(nested, 'pyproject.toml')
    expect(config.lines).toEqual(linesOf(nested))
    expect({ ...config, file: 'exuvia.toml', lines: linesOf(text) }).toEqual(parseConfig(text, 'exuvia.toml'))
  })

  test('gives a lookup of licences without inherited keys', () => {
    expect(parseConfig('', 'exuvia.toml').licenses['constructor']).toBeUndefined()
  })
})

describe('the default decision of a policy', () => {
  test('follows the preset', () => {
    expect(policyOf('preset = "source-free"')).toEqual(['source-free', 'bytecode'])
    expect(policyOf('preset = "source-included"')).toEqual(['source-included', 'both'])
    expect(policyOf('preset = "copyleft-source"')).toEqual(['copyleft-source', 'bytecode'])
  })

  test('replaces the preset if it is written alone', () => {
    expect(policyOf('default = "source"')).toEqual([undefined, 'source'])
  })
})

test('one error reports all mistakes with their places, in the order of the file', () => {
  const text = `[project]
name = "a"

[tool.exuvia]
targets = ["cp312", "3.12", 312]
wheelhouse = "wheels"

[tool.exuvia.compile]
  optimise = 1
optimize = "2"
toolchain = "nativ"
normalize = true
debug = "line"

[tool.exuvia.licenses]
foo = "GPL v3"

[tool.exuvia.pack]
level = 9.5

[[tool.exuvia.policy.rules]]
path = "../x/**"

[[tool.exuvia.policy.rules]]
ship = "byte-code"
reason = " "

[tool.exuvia.publish]
latest = "yes"
`
  expect(complaints(text, 'sub/pyproject.toml')).toEqual([
    'sub/pyproject.toml:5:21 tool.exuvia.targets[1]: expected a runtime (cp312) or a target (cp312-any, cp312-linux-x86_64, cp311-manylinux_2_28_x86_64), got "3.12"',
    'sub/pyproject.toml:5:29 tool.exuvia.targets[2]: expected a string, got 312',
    'sub/pyproject.toml:6:1 tool.exuvia.wheelhouse: unknown key; did you mean "dependencies.wheelhouse"?',
    'sub/pyproject.toml:9:3 tool.exuvia.compile.optimise: unknown key; did you mean "optimize"?',
    'sub/pyproject.toml:10:1 tool.exuvia.compile.optimize: expected one of 0, 1, 2, got "2"',
    'sub/pyproject.toml:11:1 tool.exuvia.compile.toolchain: expected "auto", "native", "embedded" or the path of an interpreter, got "nativ"; did you mean "native"?',
    'sub/pyproject.toml:12:1 tool.exuvia.compile.normalize: unknown key; did you mean "normalise"?',
    'sub/pyproject.toml:13:1 tool.exuvia.compile.debug: expected one of "full", "lines", "none", got "line"; did you mean "lines"?',
    'sub/pyproject.toml:16:1 tool.exuvia.licenses.foo: expected an SPDX expression, got "GPL v3"; did you mean "GPL-3.0-or-later"?',
    'sub/pyproject.toml:19:1 tool.exuvia.pack.level: expected a whole number from 0 to 10, got 9.5',
    'sub/pyproject.toml:21:1 tool.exuvia.policy.rules[0].reason: missing: say why; it is printed in the manifest',
    'sub/pyproject.toml:21:1 tool.exuvia.policy.rules[0]: expected ship (how the files ship), or optimize or docstrings (how modules are compiled)',
    'sub/pyproject.toml:22:1 tool.exuvia.policy.rules[0].path: expected a glob inside the project, got "../x/**"',
    'sub/pyproject.toml:24:1 tool.exuvia.policy.rules[1]: expected path, distribution, license, target, kind or entry-point; policy.default decides about files that no rule matches',
    'sub/pyproject.toml:25:1 tool.exuvia.policy.rules[1].ship: expected one of "bytecode", "source", "both", "data", "exclude", got "byte-code"; did you mean "bytecode"?',
    'sub/pyproject.toml:26:1 tool.exuvia.policy.rules[1].reason: say why; it is printed in the manifest',
    'sub/pyproject.toml:29:1 tool.exuvia.publish.latest: expected true, false or "legacy", got "yes"',
  ])
})

describe('debug', () => {
  test.each([
    ['', 'lines'],
    ['compile.normalise = false', 'full'],
    ['compile = { normalise = false, debug = "full" }', 'full'],
    ['compile.debug = "full"', 'full'],
  ])('%j sets it to %s', (text, debug) => {
    expect(parseConfig(text, 'exuvia.toml').compile.debug).toBe(debug)
  })
})

describe('wrong values', () => {
  test.each([
    ['targets = "cp312"', '1:1 targets: expected an array of strings, got "cp312"'],
    ['targets = ["cp312", "cp312"]', '1:1 targets: expected each item once, got "cp312" twice'],
    [
      'compile = { debug = "none", normalise = false }',
      '1:13 compile.debug: expected "full" with normalise = false, which keeps what the compiler writes, got "none"',
    ],
    ['compile.normalise = "yes"', '1:9 compile.normalise: expected true or false, got "yes"'],
    ['compile = 3', '1:1 compile: expected a table, got 3'],
    ['compile = 2026-01-01', '1:1 compile: expected a table, got a date'],
    ['pack = { out = 07:32:00 }', '1:10 pack.out: expected a string, got a date'],
    ['pack.out = " "', '1:6 pack.out: expected some text, got an empty string'],
    ['pack.level = 11', '1:6 pack.level: expected a whole number from 0 to 10, got 11'],
    ['pack.level = -1', '1:6 pack.level: expected a whole number from 0 to 10, got -1'],
    [
      'pack.formats = ["wheel"]',
      '1:6 pack.formats: expected "tar.gz", "tar.xz" or "tar.zst" besides; exuvia compile makes wheels alone',
    ],
    ['publish.draft = "no"', '1:9 publish.draft: expected true or false, got "no"'],
    ['publish.repository = "tidemark"', '1:9 publish.repository: expected owner/name, got "tidemark"'],
    ['publish.tag = "{name}-1"', '1:9 publish.tag: expected no placeholder except {version}, got "{name}"'],
    ['publish.tag = "a b"', '1:9 publish.tag: expected a valid git tag name, got "a b"'],
    ['policy.rules = {}', '1:8 policy.rules: expected an array of tables ([[policy.rules]]), got a table'],
    [
      'dependencies.wheelhouse = 3',
      '1:14 dependencies.wheelhouse: expected a string or an array of strings, got 3',
    ],
    ['dependencies.wheelhouse = ["a", 3]', '1:33 dependencies.wheelhouse[1]: expected a string, got 3'],
    ['dependencies.wheelhouse = ""', '1:14 dependencies.wheelhouse: expected some text, got an empty string'],
    [
      'dependencies.provided = ["a b"]',
      '1:26 dependencies.provided[0]: expected a distribution\'s name, got "a b"',
    ],
    [
      'compile.toolchains.py3 = "native"',
      '1:20 compile.toolchains.py3: expected a runtime such as cp312, got "py3"',
    ],
    [
      'accept = [{ finding = "wheel-record-mismatch", distribution = "a", reason = "so" }]',
      '1:11 accept[0].sha256: missing: the SHA-256 of the wheel',
    ],
    [
      `accept = [{ finding = "runs-at-start", distribution = "a", reason = "so", sha256 = "${'ab'.repeat(32)}" }]`,
      "1:75 accept[0].sha256: runs-at-start does not depend on a wheel's digest; remove it",
    ],
    [
      'accept = [{ finding = "runs-at-start", distribution = "a" }]',
      '1:11 accept[0].reason: missing: say why; exuvia explain prints it',
    ],
    ['accept = 1', '1:1 accept: expected an array of tables ([[accept]]), got 1'],
    ['licenses."a b" = "MIT"', '1:10 licenses."a b": expected a distribution\'s name, got "a b"'],
    ['licenses = { a-b = "MIT", a_b = "MIT" }', '1:27 licenses.a_b: the same distribution as "a-b"'],
    [
      'licenses.a = "Acme"',
      '1:10 licenses.a: expected an SPDX expression, got "Acme"; a licence that SPDX does not list is written LicenseRef-<name>',
    ],
    ['project.exclude = ["a["]', '1:20 project.exclude[0]: expected a glob with closed brackets, got "a["'],
    [
      'project.exclude = ["!a"]',
      '1:20 project.exclude[0]: expected a glob without "!", got "!a", which matches everything else',
    ],
    [
      'project.include = ["a/../../b"]',
      '1:20 project.include[0]: expected a glob inside the project, got "a/../../b"',
    ],
    ["project.exclude = ['a\\b']", '1:20 project.exclude[0]: expected a glob with "/", got "a\\\\b"'],
    [
      'project.sources = ["/usr"]',
      '1:20 project.sources[0]: expected a path relative to the project, got "/usr"',
    ],
    [
      'project.sources = ["C:src"]',
      '1:20 project.sources[0]: expected a path relative to the project, got "C:src"',
    ],
    ['project.sources = [""]', '1:20 project.sources[0]: expected a path, got an empty string'],
  ])('%s', (text, complaint) => {
    expect(complaints(text)).toEqual([`exuvia.toml:${complaint}`])
  })

  test('appear shortened and on one line', () => {
    const [line] = complaints(`publish.repository = "${'a'.repeat(500)}\\n\\u001B[31m"`)
    expect(line).toMatch(/got "a{57}\.\.\."$/)
    expect(complaints('publish.repository = "\\u001B[31m\\n"')).toEqual([
      String.raw`exuvia.toml:1:9 publish.repository: expected owner/name, got "\u001b[31m\n"`,
    ])
  })
})

describe('unknown keys', () => {
  test.each([
    ['policy.source_twin = "auto"', '1:8 policy.source_twin: unknown key; did you mean "source-twin"?'],
    ['policy.sourceTwin = "auto"', '1:8 policy.sourceTwin: unknown key; did you mean "source-twin"?'],
    ['licences.a = "MIT"', '1:1 licences: unknown key; did you mean "licenses"?'],
    ['out = "dist"', '1:1 out: unknown key; did you mean "pack.out"?'],
    ['pack.colour = 1', '1:6 pack.colour: unknown key; expected one of out, formats, level'],
    [
      '[tool.exuvia.pack]\nout = "x"',
      '1:2 tool: unknown key; in this file the keys are at the root: [compile], not [tool.exuvia.compile]',
    ],
  ])('%s', (text, complaint) => {
    expect(complaints(text)).toEqual([`exuvia.toml:${complaint}`])
  })

  test('reports a misspelt table instead of ignoring it', () => {
    expect(complaints('[tool.exuiva]\n', 'pyproject.toml')).toEqual([
      'pyproject.toml:1:7 tool.exuiva: unknown table; did you mean "tool.exuvia"?',
    ])
    expect(complaints('[exuvia]\n', 'pyproject.toml')).toEqual([
      'pyproject.toml:1:2 exuvia: unknown table; did you mean "tool.exuvia"?',
    ])
    expect(complaints('[tool.ruff]\n[tool.mypy]\n[tool.uv]\n[tool.tox]\n', 'pyproject.toml')).toEqual([])
  })
})

describe('invalid TOML', () => {
  test.each([
    ['pack.out = \n', 'exuvia.toml:1:12: invalid TOML: expected a value, found the end of the line'],
    ['[pack]\nout = "é" x', 'exuvia.toml:2:11: invalid TOML: unexpected "x"'],
    [
      '[pack]\nlevel=1\n[pack]\n',
      'exuvia.toml:3:2: invalid TOML: the key "pack" is already defined on line 1',
    ],
    [
      'pack.level=1\npack.level=2',
      'exuvia.toml:2:6: invalid TOML: the key "pack.level" is already defined on line 1',
    ],
    [
      'licenses.__proto__ = "MIT"',
      'exuvia.toml:1:10: invalid TOML: the key "__proto__" is not allowed, because it could change unrelated objects',
    ],
  ])('%j', (text, complaint) => {
    expect(complaints(text)).toEqual([complaint])
  })

  test('a file that is too deeply nested or too long gives an error, not a crash', () => {
    expect(complaints(`a = ${'['.repeat(1e5)}${']'.repeat(1e5)}`)).toEqual([
      'exuvia.toml:1:69: invalid TOML: nested too deeply',
    ])
    expect(complaints('#'.repeat(1024 * 1024 + 1))).toEqual([
      'the configuration exuvia.toml is too large: the limit is 1048576 bytes',
    ])
  })

  test('every text gives a config or a usage error', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^\[{1,2}(tool|exuvia|policy|rules|compile|\.){1,4}\]{1,2}$/),
      fc.stringMatching(/^(targets|licenses\.a|policy\.rules|pack\.out|__proto__) = ["[{0-9a-z}\]]{0,8}$/),
    )
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('pyproject.toml', 'exuvia.toml'), (lines, file) => {
        expect(() => complaints(lines.join('\n'), file)).not.toThrow()
      }),
    )
  })
})

test('a rule may decide about the level alone, and not about files that do not ship as bytecode alone', () => {
  const { policy, compile } = parseConfig(rules('optimize = 1\ndocstrings = "empty"'), 'exuvia.toml')
  expect(policy.rules[0]).toMatchObject({ ship: undefined, optimize: 1, docstrings: 'empty' })
  expect(compile).toMatchObject({ optimize: 0, docstrings: 'keep' })
  expect(complaints(rules('ship = "both"\noptimize = 0\ndocstrings = "none"'), 'exuvia.toml')).toEqual([
    'exuvia.toml:6:1 policy.rules[0].docstrings: expected one of "keep", "empty", "strip", got "none"',
  ])
  expect(complaints(rules('ship = "both"\noptimize = 0'), 'exuvia.toml')).toEqual([
    'exuvia.toml:5:1 policy.rules[0].optimize: has no effect with ship = "both"; it holds for bytecode without its source',
  ])
})

/** A rule with these lines, in a config that keeps docstrings. */
function rules(lines: string): string {
  return `[[policy.rules]]\npath = "a/**"\nreason = "r"\n${lines}\n[compile]\ndocstrings = "keep"\n`
}
