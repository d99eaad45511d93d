import { gzipSync } from 'node:zlib'
import { makeTar, makeZip, padded, tarHeader, wheelParts } from '@exuvia/crafted-archives'
import { type Command, type HostileInput, type Place, plant } from './input.ts'
import { times } from './times.ts'

/** Words that a source needs for its examination. */
const HEAD = 'import inspect\nassert x.pop()\n'

/** Sources that take a parser much time, memory or depth; the largest have the most bytes that are examined. */
const SHAPES: Readonly<Record<string, () => string>> = {
  'a list of two million': () => `x=[${'1,'.repeat(2_000_000)}]\n`,
  'two million names': () => 'a\n'.repeat(2_000_000),
  'an f-string of 600,000 places': () => `x=f"${'{a}'.repeat(600_000)}"\n`,
  'an f-string in an f-string': () => `x=f"{"y"+str([${'1,'.repeat(1_500_000)}])}"\n`,
  '100,000 parentheses': () => `x=${'('.repeat(100_000)}${')'.repeat(100_000)}\n`,
  'a sign a million times': () => `x=${'-'.repeat(1_000_000)}1\n`,
  '"not" 70,000 times': () => `x=${'not '.repeat(70_000)}1\n`,
  '140,000 attributes': () => `x=a${'.a'.repeat(140_000)}\n`,
  '140,000 calls': () => `x=a${'()'.repeat(140_000)}\n`,
  '140,000 sums': () => `x=a${'+a'.repeat(140_000)}\n`,
  '70,000 alternatives': () => `if a: pass\n${'elif a: pass\n'.repeat(70_000)}`,
  '70,000 lambdas': () => `x=${'lambda:'.repeat(70_000)}1\n`,
  '99 blocks in one another': () =>
    `${times(99, (level) => `${' '.repeat(level)}if a:\n`).join('')}${' '.repeat(99)}pass\n`,
  '40,000 asserts': () => 'assert q.pop()\n'.repeat(40_000),
  '20,000 asserts, 90 functions deep': () =>
    `${times(90, (level) => `${' '.repeat(level)}def f():\n`).join('')}${`${' '.repeat(90)}assert q.pop()\n`.repeat(20_000)}`,
  '30,000 handlers of one assert': () => `try:\n assert q\n${'except AssertionError: pass\n'.repeat(30_000)}`,
  '30,000 docstrings that are read': () => 'f.__doc__.strip()\n'.repeat(30_000),
  '30,000 functions that call each other': () =>
    times(30_000, (index) => `def f${index}(): assert f${index + 1}().pop()\n`).join(''),
  '150,000 comments that ignore': () => '# exuvia: ignore[a] b\n'.repeat(150_000),
  'one comment of two million words': () => `# exuvia: ignore[${'a '.repeat(1_000_000)}\n`,
  'a number of four million digits': () => `x=${'9'.repeat(4_000_000)}\n`,
  'a power without an end': () => 'x=9**9**9**9**9\n'.repeat(100),
  'a name of four million letters': () => `${'a'.repeat(4_000_000)}\n`,
  'four million NULs': () => '\0'.repeat(4_000_000),
  'a million lines that continue': () => `x=1${'\\\n'.repeat(1_000_000)}\n`,
  'a string without an end': () => `x="""${'a '.repeat(1_500_000)}`,
  'two million quotes': () => '"'.repeat(2_000_000),
}

const CODINGS = [
  'utf-7',
  'punycode',
  'idna',
  'unicode_escape',
  'utf-16',
  'rot13',
  'zlib',
  'x.y',
  '../x',
  'demo',
]

/** Archives whose sources `check` gives to a Python: it parses them within limits, and runs nothing of them. */
export function sources(): HostileInput[] {
  const shapes = Object.entries(SHAPES).map(([name, text]) =>
    input(name, () => ({ 'demo/a.py': HEAD + text() })),
  )
  const codings = CODINGS.map((coding) =>
    input(`coding ${coding}`, () => ({
      'demo/a.py': `# coding: ${coding}\n${HEAD}${'+AGEACgBhAAo-'.repeat(80_000)}`,
      'demo.py': 'open("/RAN", "w")\n',
    })),
  )
  return [
    ...shapes,
    ...codings,
    input('3,000 sources', () =>
      Object.fromEntries(times(3000, (index) => [`demo/m${index}.py`, `${HEAD}y=${index}\n`])),
    ),
    input('10 sources of four million bytes', () =>
      Object.fromEntries(
        times(10, (index) => [`demo/m${index}.py`, `${HEAD}x=[${'1,'.repeat(1_900_000 + index)}]`]),
      ),
    ),
    ...running(),
  ]
}

const CHECK: Command = { name: 'check FILE', args: ['check', 'demo-1.0-py3-none-any.whl'], works: true }

function input(name: string, files: () => Record<string, string>): HostileInput {
  return {
    kind: 'source',
    name,
    write: ({ folder }) => plant(folder, 'demo-1.0-py3-none-any.whl', makeZip(wheelParts(files()))),
    commands: [CHECK],
  }
}

/** Modules that an import or a start of Python would run, in each form of archive and beside it. */
function running(): HostileInput[] {
  const names = [
    'ast.py',
    'json.py',
    'sitecustomize.py',
    'encodings/demo.py',
    'demo/__init__.py',
    '__main__.py',
  ]
  const filesOf = ({ pythonCanary }: Place): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, `# coding: demo\n${HEAD}${pythonCanary}`]))
  const forms: Readonly<Record<string, (place: Place) => Buffer>> = {
    'demo-1.0-py3-none-any.whl': (place) => makeZip(wheelParts(filesOf(place))),
    'demo.pyz': (place) =>
      makeZip(
        Object.entries(filesOf(place)).map(([name, content]) => ({ name, content })),
        { front: Buffer.from('#!/usr/bin/env python3\n') },
      ),
    'demo-1.0.tar.gz': (place) =>
      gzipSync(
        makeTar(
          Object.entries(filesOf(place)).flatMap(([name, content]) => [
            tarHeader(`demo-1.0/${name}`, '0', { size: content.length }),
            padded(content),
          ]),
        ),
      ),
  }
  return Object.entries(forms).map(([file, bytes]): HostileInput => {
    return {
      kind: 'source',
      name: `modules that must not run, in ${file} and beside it`,
      write: (place) => {
        plant(place.folder, file, bytes(place))
        for (const [name, content] of Object.entries(filesOf(place))) plant(place.folder, name, content)
      },
      commands: [{ name: 'check FILE', args: ['check', file], works: true }],
    }
  })
}
