import { gzipSync } from 'node:zlib'
import { makeTar, makeZip, padded, tarHeader, wheelParts } from '@exuvia/crafted-archives'
import { type Command, type HostileInput, type Place, plant } from './input.ts'
import { SOURCE_SHAPES } from './source-shapes.ts'
import { times } from './times.ts'

/** Words that a source needs for its examination. */
const HEAD = 'import inspect\nassert x.pop()\n'

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
  const shapes = Object.entries(SOURCE_SHAPES).map(([name, text]) =>
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
