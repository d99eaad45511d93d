/**
 * @module-tag slow
 * @module-tag git
 * @module-tag cp311
 * @module-tag cp312
 * @module-tag cp313
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { blocksOf } from '../src/readme-blocks.ts'

// The page of all commands shows what they print for the example. Here they run in its order, in a copy of the example.

const ROOT = join(import.meta.dirname, '../../..')

/** Commands on the page that are about something else, and what that is. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'exuvia init': 'projects without targets',
  'exuvia lock': 'a project that locks its dependencies',
  'exuvia lock --check': 'the same',
  'exuvia check': 'the example with another policy',
  'exuvia check tidemark-9-py3-none-any.whl': 'a wheel of another tool',
  'exuvia licenses': 'a project with other dependencies',
  'exuvia policy diff HEAD~1:pyproject.toml': 'the example after a change of its policy',
  'exuvia try --ways --target cp312-any': 'a project that -OO breaks',
  'exuvia bench start --command tidemark': 'the speed of a machine, which takes a minute to measure',
  'exuvia verify /opt/tidemark-1.2.0': 'an installation that somebody changed',
  'exuvia inspect --diff before build': 'two compilations',
  'exuvia doctor': 'the compilers of a machine',
  'exuvia cache': 'the cache of a user',
  'exuvia cache prune --days 7': 'the same',
  'exuvia cache clear': 'the same',
}

/** What the text around a command says was done before. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'exuvia merge parts': ['cp311', 'cp313'].map(
    (name) => `exuvia build --target ${name}-any --part --out parts/${name}`,
  ),
}

interface Shown {
  readonly command: string
  readonly lines: readonly string[]
}

const SHOWN = blocksOf(readFileSync(join(ROOT, 'docs/commands.md'), 'utf8'))
  .filter(({ language }) => language === 'console')
  .flatMap(({ text }) => text.split(/^(?=\$ )/m))
  .map((part): Shown => {
    const [first = '', ...lines] = part.split('\n')
    return { command: first.replace(/^\$ /, ''), lines: lines.filter((line) => /[^\s…]/.test(line)) }
  })

let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exuvia-commands-'))
  const made = new Set(['dist', 'build', 'parts'])
  const filter = (from: string): boolean => !made.has(basename(from))
  cpSync(join(ROOT, 'examples/tidemark'), folder, { recursive: true, filter })
  const author = ['-c', 'user.name=Kai', '-c', 'user.email=kai@example.org']
  await run('git', ['init', '--quiet'])
  await run('git', ['add', '.'])
  await run('git', [...author, 'commit', '--quiet', '--message', 'Release 1.2.0'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a program prints on both streams, whatever its exit code. */
function run(program: string, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    EXUVIA_CACHE_DIR: join(folder, '../', `${basename(folder)}-cache`),
    COLUMNS: '80',
  }
  return new Promise((done) => {
    execFile(program, args, { cwd: folder, env, maxBuffer: 1 << 26 }, (_error, out, complaint) => {
      done(`${complaint}\n${out}`)
    })
  })
}

function runLine(command: string): Promise<string> {
  const [, ...words] = command.split(' ')
  return run(process.execPath, ['--conditions=@exuvia/source', join(ROOT, 'apps/cli/src/start.ts'), ...words])
}

/**
 * A line without what depends on the machine or changes with each file of the example: numbers, digests, and which of
 * several files was done last.
 */
function shapeOf(line: string): string {
  return (
    line
      .replaceAll(/\b[0-9a-f]{8,}\b/g, '<digest>')
      // The page shortens some.
      .replaceAll('<digest>…', '<digest>')
      .replaceAll(/<?\d+(?:[.,]\d+)*/g, '#')
      .replaceAll(/# (?:B|kB|MB)\b/g, '# bytes')
      .replaceAll(/\s+/g, ' ')
      .replace(/^([A-Z][a-z]+ing) #\/# .*/, '$1 #/#')
      .trim()
  )
}

test('the page of commands shows what the commands print', { timeout: 900_000 }, async () => {
  const left = SHOWN.filter(({ command }) => !(command in ELSEWHERE))
  const stale: string[] = []
  for (const { command, lines } of left) {
    for (const each of BEFORE[command] ?? []) await runLine(each)
    const printed = new Set((await runLine(command)).split('\n').map(shapeOf))
    stale.push(...lines.filter((line) => !printed.has(shapeOf(line))).map((line) => `${command}: ${line}`))
  }
  expect(stale).toEqual([])
  expect(left.length).toBeGreaterThan(15)
  const commands = new Set(SHOWN.map(({ command }) => command))
  expect(Object.keys(ELSEWHERE).filter((command) => !commands.has(command))).toEqual([])
})
