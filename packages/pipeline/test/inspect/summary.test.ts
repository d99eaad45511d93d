/**
 * What can be read back, counted by Exuvia, and what `strings` of binutils prints.
 *
 * @module-tag cp312
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readPyc, slim, writePyc } from '@exuvia/bytecode'
import { python, temporaryFolder } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { type RevealGroup, type RunContext, summarizeSubject } from '../../src/index.ts'

const SOURCE = `"""What the moon does."""
from harbour import station

GREETING = 'good evening'
LETTERS = 'Übersee'
SHORT = 'ab'

class Moon:
    def phase(self, day):
        """The phase of a day.

        As a number."""
        return station(day, unit='lunation')

def plain(i):
    return [k for k in i]
`

function context(cwd: string): RunContext {
  return { cwd, env: process.env, signal: new AbortController().signal, progress: () => undefined }
}

function compile(folder: string, name: string, optimize: number, flags: readonly string[] = []): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  const source = path.join(folder, 'source.txt')
  writeFileSync(source, SOURCE)
  const script =
    'import sys, py_compile; py_compile.compile(sys.argv[1], sys.argv[2], "m.py", optimize=int(sys.argv[3]))'
  const target = path.join(folder, name)
  execFileSync(python('3.12'), [...flags, '-c', script, source, target, String(optimize)])
  return target
}

async function groupsOf(folder: string): Promise<readonly RevealGroup[]> {
  const { archives } = await summarizeSubject('.', context(folder))
  return archives.flatMap(({ groups }) => groups)
}

test('bytecode reveals all names and texts, docstrings below -OO, and lines with columns', async () => {
  const folder = temporaryFolder()
  compile(folder, 'moon.pyc', 0)
  expect(await groupsOf(folder)).toStrictEqual([
    {
      distribution: undefined,
      version: undefined,
      form: 'bytecode',
      modules: 1,
      reveals: {
        // harbour station GREETING LETTERS SHORT Moon phase self day plain i k
        names: { all: 12, plain: 9 },
        // 'good evening', 'Übersee', 'ab', 'unit' of the call, 'lunation'
        strings: { all: 5, plain: 3 },
        docstrings: { all: 2, plain: 2, places: 4 },
        lines: { bytes: expect.any(Number), withLines: expect.any(Number), withColumns: expect.any(Number) },
      },
    },
  ])
  const lines = (await groupsOf(folder))[0]?.reveals?.lines
  expect(lines?.withColumns).toBe(lines?.bytes)
})

test('at -OO no docstring is left, and without columns the lines are', async () => {
  const folder = temporaryFolder()
  compile(folder, 'moon.pyc', 2, ['-X', 'no_debug_ranges'])
  const reveals = (await groupsOf(folder))[0]?.reveals
  expect(reveals?.docstrings).toStrictEqual({ all: 0, plain: 0, places: 4 })
  expect(reveals?.lines).toMatchObject({ withLines: reveals?.lines?.bytes, withColumns: 0 })
})

test('what the strictest levels leave is what a compiler leaves at them', async () => {
  const folder = temporaryFolder()
  compile(folder, 'moon.pyc', 0)
  const { archives } = await summarizeSubject('.', context(folder))
  expect(archives.map(({ strictest }) => strictest)).toStrictEqual([{ texts: 17, of: 19 }])
  const strict = compile(folder, 'moon.pyc', 2)
  writeFileSync(strict, writePyc(slim(readPyc(readFileSync(strict)), { lines: 'none' })))
  const after = (await summarizeSubject('.', context(folder))).archives[0]
  const reveals = after?.groups[0]?.reveals
  expect((reveals?.names.all ?? 0) + (reveals?.strings.all ?? 0)).toBe(17)
  expect(reveals).toMatchObject({ docstrings: { all: 0 }, lines: { withLines: 0 } })
  expect(after?.strictest).toBeUndefined()
})

test('`strings` prints what counts as plain, and nothing else', { tags: ['strings'] }, async () => {
  const folder = temporaryFolder()
  const file = compile(folder, 'moon.pyc', 0)
  const printed = execFileSync('strings', ['-a', file], { encoding: 'latin1' })
  for (const text of [
    'GREETING',
    'station',
    'good evening',
    'What the moon does.',
    'As a number.',
    'lunation',
  ])
    expect(printed).toContain(text)
  expect(printed).not.toContain('Übersee')
  const names = ['harbour', 'station', 'GREETING', 'LETTERS', 'SHORT', 'Moon', 'phase', 'self', 'plain']
  const reveals = (await groupsOf(folder))[0]?.reveals
  expect(reveals?.names.plain).toBe(names.filter((name) => printed.includes(name)).length)
})

test('bytecode beside its source counts as source, and what is not read is unknown', async () => {
  const folder = temporaryFolder()
  compile(folder, '__pycache__/moon.cpython-312.pyc', 0)
  writeFileSync(path.join(folder, 'moon.py'), SOURCE)
  writeFileSync(path.join(folder, 'cut.pyc'), 'no bytecode')
  const groups = await groupsOf(folder)
  expect(groups.map(({ form, modules, reveals }) => ({ form, modules, reveals }))).toStrictEqual([
    { form: 'source', modules: 1, reveals: undefined },
    { form: 'unread', modules: 1, reveals: undefined },
  ])
})

test('an archive inside is counted, and nothing is said of what is in it', async () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'pkg.tar.zst'), 'anything')
  const { archives } = await summarizeSubject('.', context(folder))
  expect(archives).toMatchObject([{ groups: [], nested: 1 }])
})

test('an installed distribution is known by its RECORD', async () => {
  const folder = temporaryFolder()
  compile(folder, 'moon.pyc', 0)
  const info = path.join(folder, 'moon-1.0.dist-info')
  mkdirSync(info)
  writeFileSync(path.join(info, 'METADATA'), 'Metadata-Version: 2.1\nName: Moon\nVersion: 1.0\n')
  writeFileSync(path.join(info, 'RECORD'), 'moon.py,,\n')
  expect(await groupsOf(folder)).toMatchObject([{ distribution: 'Moon', version: '1.0', form: 'bytecode' }])
})

test('a single file is no release', async () => {
  const folder = temporaryFolder()
  compile(folder, 'moon.pyc', 0)
  await expect(summarizeSubject('moon.pyc', context(folder))).rejects.toThrow('single file')
})
