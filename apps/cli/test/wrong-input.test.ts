/**
 * Each case is a process of its own.
 *
 * @module-tag slow
 */
import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { startTwin } from '@exuvia/github-twin'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createProgram } from '../src/program.ts'
import { exuvia, exuviaInShell, folderWith, leftovers, project } from './support/cli.ts'

const TARGETS = '[tool.exuvia]\ntargets = ["cp312"]\n'

describe('wrong arguments exit with code 2 and a hint', () => {
  test.each([
    [['--'], /no command given/, /exuvia --help/],
    [['bench'], /no command given/, /exuvia bench --help/],
    [['nosuch'], /unknown command 'nosuch'/, /--help/],
    [['build', '--nosuch'], /unknown option '--nosuch'/, /--help/],
    [['schema', 'nosuch'], /one of config, manifest, tarball/, /--help/],
  ] as const)('%j', async (args, message, hint) => {
    const { code, stderr, stdout } = await exuvia(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(hint)
    expect(stdout).toBe('')
  })
})

describe('in an empty folder every command says what to type next', () => {
  test('the name alone prints the help, which ends with a first release', async () => {
    const { code, stdout, stderr } = await exuvia([], { cwd: folderWith({}) })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/exuvia init .*[^]*exuvia build .*[^]*exuvia publish dist --repo OWNER\/NAME/)
  })

  test.each([
    [['init'], 'no pyproject.toml in', '[project]'],
    [['build'], 'no pyproject.toml in', '--project FOLDER'],
    [['plan'], 'no pyproject.toml in', '--project FOLDER'],
    [['lock'], 'no pyproject.toml in', '--project FOLDER'],
    [['report'], 'dist does not exist', 'exuvia build'],
    [['report', '--html'], 'dist does not exist', 'exuvia build'],
    [['publish'], "missing required argument 'paths'", 'usage: exuvia publish [options] <paths...>'],
    [['publish', 'dist'], 'dist does not exist', 'exuvia build'],
    [['try'], 'contains no release to try', 'exuvia build'],
    [['verify'], "missing required argument 'subject'", 'exuvia verify --help'],
    [['cache', 'nosuch'], 'too many arguments', 'exuvia cache show --help'],
  ] as const)('%j', async (args, message, next) => {
    const cwd = folderWith({})
    const { code, stdout, stderr } = await exuvia(args, { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain(next)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('stack traces', () => {
  const STACK = /\n\s+at .*\.js:\d+/

  test('appear with --trace and with the hidden --debug, and never otherwise', async () => {
    const cwd = project('')
    for (const flag of ['--trace', '--debug']) {
      const { code, stderr } = await exuvia(['build', flag], { cwd })
      expect(code).toBe(2)
      expect(stderr).toMatch(STACK)
    }
    expect((await exuvia(['build'], { cwd })).stderr).not.toMatch(STACK)
  })

  test('have an option on every command, and only the help of compile lists --debug', async () => {
    const program = await createProgram()
    const commands = program.commands
      .flatMap((command) => (command.commands.length === 0 ? [command] : command.commands))
      .map((command) => [command.name(), command.helpInformation()] as const)
    expect(commands.length).toBeGreaterThan(14)
    expect(commands.filter(([, help]) => !help.includes('--trace'))).toEqual([])
    expect(commands.filter(([, help]) => help.includes('--debug')).map(([name]) => name)).toEqual(['compile'])
  })
})

test('a file name with a line feed starts no line of the log', async () => {
  const cwd = project(undefined, {
    'src/shelf/x\n::error::y ##[error]z.py': '::error::in the source\n',
  })
  const { code, stderr } = await exuvia(['build'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain(String.raw`src/shelf/x\u000a::error::y #\u0023[error]z.py:1:1`)
  expect(stderr).toContain(String.raw`\u003a:error::in the source`)
  expect(stderr).not.toMatch(/^\s*::/m)
  expect(stderr).not.toContain('##[')
})

describe('a wrong project is explained, and nothing is written', () => {
  test.each([
    ['without pyproject.toml', () => folderWith({}), /pyproject\.toml/],
    ['without a config', () => project(''), /no tool\.exuvia\.targets[^]*exuvia init/],
    [
      'with a misspelt key',
      () => project('[tool.exuvia]\ntargetz = ["cp312"]\n'),
      /pyproject\.toml:\d+[^]*targetz[^]*targets/,
    ],
    [
      'with a glob that matches nothing',
      () =>
        project(
          `${TARGETS}[[tool.exuvia.policy.rules]]\npath = "shelf/clj.py"\nship = "source"\nreason = "x"\n`,
        ),
      // Once, and not again at the end.
      /^(?!([^]*no file matches){2})error policy\.rules\[0\] pyproject\.toml:12: no file matches the policy rule with path "shelf\/clj\.py"\n {4}did you mean "shelf\/cli\.py"\?/,
    ],
    [
      'with a glob of the project that matches nothing',
      () =>
        project(`${TARGETS}[tool.exuvia.project]\nexclude = [\n  "src/shelf/*.py",\n  "src/shelv/**",\n]\n`),
      /pyproject\.toml:15 tool\.exuvia\.project\.exclude\[1\] is "src\/shelv\/\*\*", which matches no file[^]*did you mean "src\/shelf\/\*\*"\?/,
    ],
    [
      'for a Python that nothing compiles',
      () => project('[tool.exuvia]\ntargets = ["cp316"]\n'),
      /3\.16|cp316/,
    ],
    [
      'without the wheel that it depends on',
      () =>
        folderWith({
          'pyproject.toml': `[project]\nname = "shelf"\nversion = "1"\ndependencies = ["anchor>=2"]\n${TARGETS}[tool.exuvia.dependencies]\nwheelhouse = "wheelhouse"\n`,
          'shelf.py': '',
          'wheelhouse/README': '',
        }),
      /anchor|wheelhouse/,
    ],
  ])('%s', async (_, make, message) => {
    const cwd = make()
    const before = readdirSync(cwd, { recursive: true })
    const { code, stderr } = await exuvia(['build'], { cwd })
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/this may be a bug|\n\s+at /)
    expect([1, 2, 3]).toContain(code)
    expect(readdirSync(cwd, { recursive: true })).toEqual(before)
  })
})

test('a missing interpreter is named, and no output folder is made', async () => {
  const cwd = project()
  const { code, stderr } = await exuvia(['build', '--toolchain', '/nope'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('/nope')
  expect(existsSync(path.join(cwd, 'dist'))).toBe(false)
})

test('syntax errors of all files are reported together, each with its line and a caret', async () => {
  const cwd = project(undefined, { 'src/shelf/a.py': 'def f(:\n', 'src/shelf/b.py': 'x = = 1\n' })
  const { code, stderr } = await exuvia(['build'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toMatch(/src\/shelf\/a\.py:1:7 \(cp312\): .*\n\s+def f\(:\n\s+\^/)
  expect(stderr).toMatch(/src\/shelf\/b\.py:1:5 \(cp312\): .*\n\s+x = = 1\n\s+\^/)
  expect(existsSync(path.join(cwd, 'dist'))).toBe(false)
})

test('an output folder that is a file is reported with code 3', async () => {
  const cwd = project(undefined, { occupied: '' })
  const { code, stderr } = await exuvia(['build', '--out', 'occupied'], { cwd })
  expect(code).toBe(3)
  expect(stderr).toMatch(/cannot use .*occupied as the output folder: it exists and is not a folder/)
})

describe('a folder that cannot be created', () => {
  // Node's own recursive mkdir never ends there.
  test('is reported, as output and as cache', async () => {
    const cwd = project()
    const out = await exuvia(['build', '--out', '/proc/nope'], { cwd })
    expect(out.code).toBe(3)
    expect(out.stderr).toMatch(
      /cannot use \/proc\/nope as the output folder: no folder can be created there[^]*--out/,
    )
    const cache = await exuvia(['build'], { cwd, env: { EXUVIA_CACHE_DIR: '/proc/nope/cache' } })
    expect(cache.code).toBe(3)
    expect(cache.stderr).toMatch(/cannot write to the bytecode cache \/proc\/nope\/cache[^]*EXUVIA_CACHE_DIR/)
    expect(existsSync(path.join(cwd, 'dist'))).toBe(false)
  })

  test('is reported as a broken link', async () => {
    const cwd = project()
    symlinkSync('nothing', path.join(cwd, 'out'))
    const { code, stderr } = await exuvia(['build', '--out', 'out'], { cwd })
    expect(code).toBe(3)
    expect(stderr).toMatch(/cannot use .*out as the output folder: it exists and is not a folder/)
  })
})

test('a full disk leaves no partial output', { tags: ['bash'] }, async () => {
  const bulk = Array.from({ length: 40_000 }, (_, index) => (index * 7919 * 104_729).toString(36)).join('\n')
  const cwd = project(undefined, { 'src/shelf/bulk.txt': bulk })
  // The limit holds for the cache's one file too, so the cache starts empty.
  const env = { EXUVIA_CACHE_DIR: folderWith({}) }
  const { code, stderr } = await exuviaInShell('ulimit -f 64; trap "" XFSZ; "$@"', ['build'], { cwd, env })
  expect(stderr).toMatch(/would exceed the size that .*may write[^]*choose an output folder/)
  expect(code).toBe(3)
  expect(existsSync(path.join(cwd, 'dist'))).toBe(false)
  expect(leftovers(cwd)).toEqual([])
})

test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const)(
  '%s during a build leaves no partial output, and has its own exit code',
  async (_name, signal, expected) => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `src/shelf/m${index}.py`,
        `def f():\n    return ${index}\n`,
      ]),
    )
    const cwd = project('[tool.exuvia]\ntargets = ["cp311", "cp312", "cp313"]\n', many)
    let sent = false
    const { code, stderr } = await exuvia(['build', '--no-cache'], {
      cwd,
      onError(kill) {
        if (!sent) kill(signal)
        sent = true
      },
    })
    expect(code).toBe(expected)
    expect(stderr.match(/^stopped: .*$/gm)).toEqual(['stopped: no partial output was left'])
    expect(existsSync(path.join(cwd, 'dist'))).toBe(false)
  },
)

test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const)(
  'a second %s ends a run whose work answers nothing, such as a pattern without end',
  async (_, signal, expected) => {
    const blocked = `import { writeSync } from 'node:fs'
    import { isMainThread } from 'node:worker_threads'
    if (!isMainThread) { writeSync(2, 'working'); /^(a+)+$/.test('a'.repeat(60) + 'b') }`
    let told = 0
    const { code } = await exuvia(['doctor'], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(blocked)}` },
      onError(kill) {
        if (told === 0) kill(signal)
        told += 1
        // The first signal is heard before the second is sent: two at once would count as one.
        setTimeout(() => kill(signal), 200)
      },
    })
    expect(code).toBe(expected)
  },
)

describe('publishing', () => {
  test('without a token names the variable to set; an expired token fails the preflight and is never printed', async () => {
    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const cwd = folderWith({ 'notes.txt': 'hello\n' })
    const args = ['publish', 'notes.txt', '--repo', 'octocat/hello', '--tag', 'v1']
    const without = await exuvia(args, { cwd, env: { GITHUB_API_URL: twin.url } })
    expect(without.code).toBe(2)
    expect(without.stderr).toMatch(/GITHUB_TOKEN/)
    const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: 'ghp_expired0123456789' }
    const expired = await exuvia(args, { cwd, env })
    expect(expired.stderr).toMatch(/token/i)
    expect(expired.stderr).not.toContain('ghp_expired0123456789')
    expect(expired.code).toBe(2)
    expect(twin.releases('octocat/hello')).toEqual([])
  })

  test('an empty GITHUB_TOKEN does not hide GH_TOKEN, and a tag may be a whole ref', async () => {
    const twin = await startTwin()
    onTestFinished(() => twin.close())
    const cwd = folderWith({ 'a.txt': 'text\n' })
    const args = ['publish', 'a.txt', '--repo', 'octocat/hello', '--tag', 'refs/tags/v3', '--title', 'Three']
    const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: '', GH_TOKEN: twin.token }
    expect((await exuvia(args, { cwd, env })).code).toBe(0)
    expect(twin.releases('octocat/hello')).toMatchObject([{ tag: 'v3', name: 'Three', draft: false }])
  })
})
