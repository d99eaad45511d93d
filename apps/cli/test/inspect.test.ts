import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { python } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { exuvia, folderWith } from './support/cli.ts'

const SOURCE = `"""Tides of a harbour.

More of it."""
import os
PLACE = "/home/kai/tides/data.json"
class Tide:
    def height(self, hour):
        "In metres."
        assert hour
        return hour + 1.5
`

// Made by mpy-cross 1.29: print("hello") in m.py.
const MPY = '4d06001f0400086d2e7079000f0a68656c6c6f00817760080201110310023401595163'

/** A folder with `a.pyc` of the source, `b.pyc` of a changed one, and files that are no bytecode. */
function samples(): string {
  const cwd = folderWith({
    'a.py': SOURCE,
    'b.py': SOURCE.replace('1.5', '2.5'),
    'notes.txt': 'no bytecode\n',
    'empty.pyc': '',
  })
  for (const name of ['a', 'b']) {
    execFileSync(
      python('3.12'),
      [
        '-c',
        'import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], dfile="/srv/build/tides.py")',
        `${name}.py`,
        `${name}.pyc`,
      ],
      { cwd },
    )
  }
  writeFileSync(path.join(cwd, 'm.mpy'), Buffer.from(MPY, 'hex'))
  return cwd
}

describe('exuvia inspect', () => {
  test(
    'shows a .pyc: its Python, header, bytes by kind, functions, and what it reveals',
    { tags: ['cp312'] },
    async () => {
      const cwd = samples()
      const { code, stdout, stderr } = await exuvia(['inspect', 'a.pyc'], { cwd })
      expect([code, stderr]).toEqual([0, ''])
      for (const line of [
        /^ {2}loads on +CPython 3\.12$/m,
        /^ {2}optimised +none \(it has docstrings and assert statements\)$/m,
        /^ {2}line tables +\d+ B +\d+\.\d %$/m,
        /line 7 +function +Tide\.height$/m,
        /^ {4}<module> +Tides of a harbour\.$/m,
        /^ {4}Tide\.height +In metres\.$/m,
        /^ {4}\/srv\/build\/tides\.py +co_filename of <module>$/m,
        /^ {4}\/home\/kai\/tides\/data\.json +string of <module>$/m,
      ])
        expect(stdout).toMatch(line)
      const json = JSON.parse((await exuvia(['inspect', 'a.pyc', '--json'], { cwd })).stdout) as {
        schema: string
        code: { docstrings: unknown; sizes: Record<string, number> }
        size: number
      }
      expect(json.schema).toBe('exuvia.inspect/1')
      expect(json.code.docstrings).toContainEqual({
        where: '<module>',
        text: 'Tides of a harbour.\n\nMore of it.',
      })
      expect(Object.values(json.code.sizes).reduce((sum, size) => sum + size)).toBe(json.size)
    },
  )

  test('counts what a recipient can read back', { tags: ['cp312'] }, async () => {
    const cwd = samples()
    const { code, stdout, stderr } = await exuvia(['inspect', '--summary', '.'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    // Two modules without their source count as bytecode; with it they are no secret.
    expect(stdout).toMatch(/^ +2 +all .* source +unknown$/m)
    expect(stdout).toMatch(/^ +1 +\d+ +\d+ % .* \.mpy +unknown$/m)
    expect(stdout).toContain('How to read this')
    const json = JSON.parse((await exuvia(['inspect', '--summary', '.', '--json'], { cwd })).stdout) as object
    expect(json).toMatchObject({ schema: 'exuvia.inspect-summary/1', archives: [{ file: '.' }], missing: [] })
    const refused = await exuvia(['inspect', '--summary', 'a.pyc'], { cwd })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('exuvia inspect a.pyc')])
  })

  test('shows a .mpy, and a folder as a whole', { tags: ['cp312'] }, async () => {
    const cwd = samples()
    const mpy = await exuvia(['inspect', 'm.mpy'], { cwd })
    expect(mpy.stdout).toMatch(/loads on +MicroPython 1\.19 and later on any chip/)
    expect(mpy.stdout).toMatch(/names +m\.py, hello/)
    mkdirSync(path.join(cwd, '__pycache__'))
    writeFileSync(path.join(cwd, '__pycache__/gone.cpython-312.pyc'), 'broken')
    const { code, stdout } = await exuvia(['inspect', '.'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/broken __pycache__\/gone\.cpython-312\.pyc: not bytecode: a \.pyc file has 0d 0a/)
    expect(stdout).toMatch(/never-imports a\.pyc: Python imports a\.py beside it/)
    expect(stdout).toMatch(/broken empty\.pyc: the \.pyc header needs 4 bytes, but the file has 0/)
    expect(stdout).toMatch(/ all 4$/m)
    expect(stdout).toMatch(/\/srv\/build\/ +co_filename +a\.pyc and 1 other/)
  })

  test(
    '--diff shows which constant differs and exits with 1, or with 0 if nothing differs',
    { tags: ['cp312'] },
    async () => {
      const cwd = samples()
      const differs = await exuvia(['inspect', '--diff', 'a.pyc', 'b.pyc'], { cwd })
      expect(differs.code).toBe(1)
      expect(differs.stdout).toContain('constants in <module>.Tide.height: constant: 1.5 → 2.5')
      const same = await exuvia(['inspect', '--diff', 'a.pyc', 'a.pyc'], { cwd })
      expect([same.code, same.stdout]).toEqual([0, 'a.pyc and a.pyc contain the same bytes\n'])
      const json = JSON.parse(
        (await exuvia(['inspect', '--diff', 'a.pyc', 'b.pyc', '--json'], { cwd })).stdout,
      ) as object
      expect(json).toMatchObject({ schema: 'exuvia.inspect-diff/1', kind: 'file', same: false })
    },
  )

  test(
    'shows names on one line, without terminal controls or reversed text',
    { tags: ['cp312'] },
    async () => {
      const cwd = samples()
      const name = 'a\u202eb\u0007\nc.pyc'
      writeFileSync(path.join(cwd, name), 'broken')
      const { stdout } = await exuvia(['inspect', '.'], { cwd })
      expect(stdout).toMatch(/^ {2}broken a\\u202eb\\u0007\\u000ac\.pyc: not bytecode: /m)
      const json = await exuvia(['inspect', '.', '--json'], { cwd })
      expect(json.stdout).toContain(String.raw`"a\u202eb\u0007\nc.pyc"`)
      expect(json.stdout).not.toContain('\u202e')
      expect(JSON.parse(json.stdout)).toHaveProperty('members[2].path', name)
    },
  )

  test('reports bytes after the code, and how to fix a broken file', { tags: ['cp312'] }, async () => {
    const cwd = samples()
    const bytes = readFileSync(path.join(cwd, 'a.pyc'))
    writeFileSync(path.join(cwd, 'more.pyc'), Buffer.concat([bytes, Buffer.alloc(30)]))
    const more = await exuvia(['inspect', 'more.pyc'], { cwd })
    expect(more.stdout).toMatch(/trailing +30 B after the code, which Python ignores$/m)
    expect((await exuvia(['inspect', '.'], { cwd })).stdout).toMatch(
      /trailing more\.pyc: 30 bytes after the code/,
    )
    writeFileSync(path.join(cwd, 'cut.pyc'), bytes.subarray(0, 60))
    const cut = await exuvia(['inspect', 'cut.pyc'], { cwd })
    expect([cut.code, cut.stdout]).toEqual([1, ''])
    expect(cut.stderr).toMatch(
      /cut\.pyc: the bytecode is cut off at offset \d+: .*\n.*download or compile it again/,
    )
  })

  test('wrong arguments get an error that names the next step', { tags: ['cp312'] }, async () => {
    const cwd = samples()
    execFileSync(python('3.12'), ['-c', 'import os; os.mkfifo("pipe.pyc")'], { cwd })
    const calls = [
      [['pipe.pyc'], /pipe\.pyc is not a regular file\n.*not a folder, pipe or device/],
      [['a.pyc/x'], /cannot read .*a\.pyc\/x: ENOTDIR/],
      [['notes.txt'], /notes\.txt: not bytecode: .*text.*\n.*reads \.pyc/],
      [['a.pyc', 'b.pyc'], /exuvia inspect --diff A B/],
      [['--diff', 'a.pyc', '.'], /a\.pyc is a single file, but \. contains many\n.*--member PATH/],
    ] as const
    const outcomes = await Promise.all(calls.map(([args]) => exuvia(['inspect', ...args], { cwd })))
    for (const [index, { code, stdout, stderr }] of outcomes.entries()) {
      const [, message] = calls[index] ?? []
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(message ?? '')
    }
  })
})
