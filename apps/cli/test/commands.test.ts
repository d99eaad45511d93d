import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { exuvia, exuviaInShell, folderWith, project, PYPROJECT } from './support/cli.ts'

const COMMANDS = [
  'init',
  'check',
  'plan',
  'compile',
  'lock',
  'build',
  'try',
  'bench',
  'merge',
  'publish',
  'release',
  'verify',
  'inspect',
  'explain',
  'policy',
  'licenses',
  'report',
  'doctor',
  'cache',
  'schema',
]

test('every command prints its help and exits with 0', { tags: ['slow'], timeout: 180_000 }, async () => {
  const helps = await Promise.all(COMMANDS.map((command) => exuvia([command, '--help'])))
  for (const [index, { code, stdout, stderr }] of helps.entries()) {
    expect(code, COMMANDS[index]).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: exuvia ${COMMANDS[index]}`))
    // These have their options on their subcommands.
    const word = { cache: 'prune', bench: 'start', policy: 'diff' }[COMMANDS[index] ?? ''] ?? '--json'
    expect(stdout).toContain(word)
    expect(stderr).toBe('')
  }
})

test(
  'init and build make a first tarball that verifies, and every command prints JSON with --json',
  { tags: ['slow'], timeout: 180_000 },
  async () => {
    const cwd = folderWith({
      'pyproject.toml': PYPROJECT,
      'src/shelf/__init__.py': '',
      'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
    })
    const json = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { code, stdout, stderr } = await exuvia([...args, '--json'], { cwd })
      expect(stderr).toBe('')
      expect(code).toBe(0)
      return JSON.parse(stdout) as Record<string, unknown>
    }
    const { targets } = await json('init')
    const target = `${String((targets as string[])[0])}-any`
    expect(await json('build', '--target', target)).toMatchObject({
      schema: 'exuvia.build/1',
      manifestFile: 'shelf-1.2.0.manifest.json',
    })
    const tarball = path.join('dist', `shelf-1.2.0-${target}.tar.gz`)
    expect(readdirSync(path.join(cwd, 'dist')).sort()).toEqual([
      'SHA256SUMS',
      path.basename(tarball),
      'shelf-1.2.0.cdx.json',
      'shelf-1.2.0.manifest.json',
    ])
    // Its release lies beside it.
    expect(await json('verify', tarball)).toMatchObject({ schema: 'exuvia.verify/1', outcome: 'intact' })
    expect(await json('check', tarball)).toMatchObject({ schema: 'exuvia.check/1', passed: true })
    expect(await json('plan')).toMatchObject({ schema: 'exuvia.plan/1', version: '1.2.0' })
    expect(await json('explain', 'shelf.cli')).toMatchObject({
      schema: 'exuvia.explain/1',
      decision: { ship: 'bytecode' },
    })
    expect(await json('report')).toMatchObject({ name: 'shelf' })
    expect(await json('publish', 'dist', '--repo', 'a/b', '--dry-run')).toMatchObject({
      schema: 'exuvia.publish-plan/1',
      tag: 'v1.2.0',
    })
  },
)

test(
  'two machines build a release in parts, and a third merges and publishes it',
  { tags: ['slow'], timeout: 180_000 },
  async () => {
    const cwd = project('[tool.exuvia]\ntargets = ["cp311", "cp312"]\n')
    const matrix = await exuvia(['plan', '--matrix', 'github'], { cwd })
    // One line, as it goes into GITHUB_OUTPUT.
    expect(matrix.stdout).toMatch(/^\{"include":.*\}\n$/)
    const { include } = JSON.parse(matrix.stdout) as { include: { target: string }[] }
    expect(include.map(({ target }) => target)).toEqual(['cp311-any', 'cp312-any'])
    for (const { target } of include) {
      const built = await exuvia(
        ['build', '--part', '--target', target, '--out', `parts/${target}`, '--json'],
        {
          cwd,
        },
      )
      expect(built.code).toBe(0)
      expect(JSON.parse(built.stdout)).toMatchObject({
        schema: 'exuvia.build-part/1',
        partFile: `shelf-1.2.0-${target}.part.json`,
        part: { schema: 'exuvia.part/1' },
      })
    }
    const refused = await exuvia(['publish', 'parts/cp311-any', '--repo', 'a/b', '--dry-run'], { cwd })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/is a part of a release, not the whole\n {4}.*exuvia merge/)
    const gap = await exuvia(['merge', 'parts/cp311-any'], { cwd })
    expect(gap.code).toBe(1)
    expect(gap.stderr).toMatch(
      /missing from every part\n {4}build it: exuvia build --part --target cp312-any/,
    )
    const merged = await exuvia(['merge', 'parts', '--json'], { cwd })
    expect(merged.code).toBe(0)
    expect(JSON.parse(merged.stdout)).toMatchObject({
      schema: 'exuvia.merge/1',
      files: [
        'shelf-1.2.0-cp311-any.tar.gz',
        'shelf-1.2.0-cp312-any.tar.gz',
        'shelf-1.2.0.cdx.json',
        'shelf-1.2.0.manifest.json',
        'SHA256SUMS',
      ],
    })
    expect((await exuvia(['publish', 'dist', '--repo', 'a/b', '--dry-run'], { cwd })).code).toBe(0)
  },
)

test('an error is JSON too, with the same exit code', { tags: ['slow'], timeout: 180_000 }, async () => {
  const { code, stdout } = await exuvia(['build', '--json'], { cwd: project('') })
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'exuvia.error/1', kind: 'usage', code: 'no-targets' })
})

test(
  'an archive that fails the check exits with 1 and names the file',
  { tags: ['slow'], timeout: 180_000 },
  async () => {
    const cwd = project(undefined, { 'extra.py': 'x = 1\n' })
    const { code, stderr } = await exuvia(['check', 'extra.py'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain('extra.py')
  },
)

describe('on a terminal and in a pipe', () => {
  test('a reader that closes the pipe causes no error', { tags: ['bash'] }, async () => {
    const { code, stderr } = await exuviaInShell('set -o pipefail; "$@" | head -1 >/dev/null', ['schema'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('NO_COLOR removes colours even if they are forced', async () => {
    const cwd = project('')
    const forced = await exuvia(['build'], { cwd, env: { FORCE_COLOR: '1' } })
    const plain = await exuvia(['build'], { cwd, env: { NO_COLOR: '1' } })
    expect(forced.stderr).toContain('\u001B[')
    expect(plain.stderr).not.toContain('\u001B[')
  })
})

test(
  'the last lines of a build say what was built, what to look at and what to type next; -q prints the folder alone',
  { tags: ['slow'] },
  async () => {
    const reads = 'import inspect\n\ndef show(thing):\n    return inspect.getsource(thing)\n'
    const cwd = project(undefined, { 'src/shelf/shows.py': reads })
    const { code, stderr } = await exuvia(['build', '--no-try'], { cwd })
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(
      /^built \d+ files in dist\nlook at 1 warning above\n {4}next: exuvia publish dist\n$/m,
    )
    expect(await exuvia(['build', '--no-try', '-q'], { cwd })).toMatchObject({
      code: 0,
      stdout: 'dist\n',
      stderr: '',
    })
  },
)
