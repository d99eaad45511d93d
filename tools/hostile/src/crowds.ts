import { gzipSync, zstdCompressSync } from 'node:zlib'
import { makeElf, makeTar, makeZip, padded, tarHeader, wheelParts } from '@exuvia/crafted-archives'
import {
  CONFIG,
  type HostileInput,
  archiveInput,
  fileCommands,
  plant,
  plantProject,
  projectCommands,
} from './input.ts'
import { projectCrowds } from './project-crowds.ts'
import { times } from './times.ts'

const WHEEL = 'demo-1.0-py3-none-any.whl'

/** Many small things, each harmless alone: archives in archives, names, rules, files, headers. */
export function crowds(): HostileInput[] {
  return [
    ...Object.entries(archives()).map(([name, [file, bytes]]) =>
      archiveInput('crowd', { name, file, bytes }),
    ),
    ...projectCrowds(),
    {
      kind: 'crowd',
      name: 'every command on names that turn the direction of writing',
      write: ({ folder }) => {
        plantProject(folder, CONFIG)
        for (const mark of ['\u202E', '\u2066', '\u200B', '\u0085', '\u009B', '\u2028'])
          plant(folder, `src/demo_app/x${mark}y.py`, 'VALUE = 1\n')
      },
      commands: projectCommands().map((command) => ({ ...command, text: true })),
    },
    {
      kind: 'crowd',
      name: 'a tarball under the name of a package of Rust',
      write: ({ folder }) => plant(folder, 'demo-1.0.crate', gzipSync(tar({ 'demo-1.0/x.py': 'x = 1\n' }))),
      commands: fileCommands('demo-1.0.crate'),
    },
  ]
}

function tar(files: Readonly<Record<string, string | Buffer>>): Buffer {
  return makeTar(
    Object.entries(files).flatMap(([name, content]) => [
      tarHeader(name, '0', { size: Buffer.byteLength(content) }),
      padded(content),
    ]),
  )
}

const shebang = Buffer.from('#!/usr/bin/env python3\n')
const zipapp = (content: Buffer | string, name = '__main__.py'): Buffer =>
  makeZip([{ name, content }], { front: shebang })

/** An archive `depth` times in itself. */
function nested(depth: number, wrap: (inner: Buffer, level: number) => Buffer): Buffer {
  let bytes = makeZip([{ name: 'secret.py', content: 'x = 1\n' }])
  for (let level = 0; level < depth; level += 1) bytes = wrap(bytes, level)
  return bytes
}

const inTar = (count: number, name: (index: number) => string, content: Buffer | string) => () =>
  gzipSync(tar(Object.fromEntries(times(count, (index) => [`demo-1.0/${name(index)}`, content]))))
const inWheel = (files: () => Readonly<Record<string, string | Buffer>>) => () => makeZip(wheelParts(files()))

/** Kinds of files that are looked at one by one: `N` in a name is the number of the file. */
const SMALL_FILES: Readonly<Record<string, readonly [name: string, content: string | Buffer]>> = {
  'native files': ['lib/demo/mN.so', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(60)])],
  distributions: ['lib/dN-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: dN\nVersion: 1.0\n'],
  'licence files': ['lib/demo-1.0.dist-info/licenses/LICENSEN', 'MIT License\n'],
  'headers of keys': ['N/id_rsa', '-----BEGIN'],
  'settings of git': ['N/.git/config', '[core]\n'],
  'files of variables': ['N/.env', 'TOKEN=abcdefgh1234\n'],
  'path files': ['lib/N.pth', 'import os\n'],
  stubs: ['lib/demo/mN.pyi', 'x: int\n'],
  notebooks: ['N.ipynb', '{}'],
}

/** The files of one of many distributions whose modules are in the same package, and import each other. */
function partOfPackage(index: number): [path: string, content: string][] {
  const info = `d${index}-1.0.dist-info`
  return [
    [`demo-1.0/lib/${info}/METADATA`, `Metadata-Version: 2.1\nName: d${index}\nVersion: 1.0\n`],
    [`demo-1.0/lib/${info}/RECORD`, `a/m${index}.py,,\n${info}/METADATA,,\n${info}/RECORD,,\n`],
    [`demo-1.0/lib/a/m${index}.py`, 'import inspect\nimport a.m0, a.m1\n'],
  ]
}

function archives(): Record<string, readonly [file: string, bytes: () => Buffer]> {
  const small = makeZip([{ name: 'x.py', content: 'x = 1\n' }])
  return {
    'zipapps in one another': ['demo.pyz', () => nested(5, (inner) => zipapp(inner, 'inner.pyz'))],
    'zipapps in one another, as .pex': ['demo.pex', () => nested(3, (inner) => zipapp(inner, 'inner.pex'))],
    'zips in one another 300 deep': [
      'demo.zip',
      () => nested(300, (inner) => makeZip([{ name: 'a.zip', content: inner, deflated: true }])),
    ],
    'gzips in one another 50 deep': ['demo.tar.gz', () => nested(50, (inner) => gzipSync(inner))],
    'kinds in one another': [
      'demo.tar',
      () =>
        nested(4, (inner, level) =>
          level % 2 === 0 ? zstdCompressSync(tar({ 'demo-1.0/a.zip': inner })) : zipapp(inner, 'a.tar.zst'),
        ),
    ],
    '2,000 zips in a tarball': ['demo-1.0.tar.gz', inTar(2000, (index) => `data/${index}.zip`, small)],
    '2,000 zipapps without a suffix': [
      'demo-1.0.tar.gz',
      inTar(2000, (index) => `data/${index}`, zipapp('x = 1\n')),
    ],
    '2,000 gzips in a tarball': [
      'demo-1.0.tar.gz',
      inTar(2000, (index) => `data/${index}.gz`, gzipSync('x')),
    ],
    '2,000 zstds in a tarball': [
      'demo-1.0.tar.gz',
      inTar(2000, (index) => `data/${index}.zst`, zstdCompressSync('x')),
    ],
    '2,000 bytecode files that are none': [
      'demo-1.0.tar.gz',
      inTar(2000, (index) => `data/${index}.pyc`, 'nothing'),
    ],
    '2,000 scripts': ['demo-1.0.tar.gz', inTar(2000, (index) => `bin/${index}`, '#!/usr/bin/python3\nx\n')],
    ...Object.fromEntries(
      Object.entries(SMALL_FILES).map(([what, [name, content]]) => [
        `10,000 ${what}`,
        ['demo-1.0.tar.gz', inTar(10_000, (index) => name.replace('N', String(index)), content)] as const,
      ]),
    ),
    '3,000 distributions of one package': [
      'demo-1.0.tar.gz',
      () => gzipSync(tar(Object.fromEntries(times(3000, partOfPackage).flat()))),
    ],
    '1,000 native modules': [
      'demo-1.0.tar.gz',
      inTar(
        1000,
        (index) => `lib/demo/m${index}.cpython-312-x86_64-linux-gnu.so`,
        makeElf({ needed: ['libc.so.6'] }),
      ),
    ],
    'a wheel of 3,000 modules': [
      WHEEL,
      inWheel(() => Object.fromEntries(times(3000, (index) => [`demo/m${index}.py`, 'x = 1\n']))),
    ],
    'a wheel of 3,000 packages that hide the standard library': [
      WHEEL,
      inWheel(() => Object.fromEntries(times(3000, (index) => [`os${index}/json.py`, '']))),
    ],
    'a native module that needs 20,000 libraries': [
      WHEEL,
      inWheel(() => ({
        'demo/fast.cpython-312-x86_64-linux-gnu.so': makeElf({
          needed: times(20_000, (index) => `lib${index}.so`),
        }),
      })),
    ],
    'a native module with 20,000 versions': [
      WHEEL,
      inWheel(() => ({
        'demo/fast.cpython-312-x86_64-linux-gnu.so': makeElf({
          needed: ['libc.so.6'],
          versions: { 'libc.so.6': times(20_000, (index) => `GLIBC_2.${index}`) },
        }),
      })),
    ],
    'METADATA of 20,000 requirements': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, {
            metadata: times(
              20_000,
              (index) => `Requires-Dist: p${index} (>=1,<2) ; extra == 'e${index}'\n`,
            ).join(''),
          }),
        ),
    ],
    'METADATA of one requirement 20,000 times': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, {
            metadata: "Requires-Dist: demo[a]>=1; python_version>'3'\n".repeat(18_000),
          }),
        ),
    ],
    'METADATA of 40,000 licence files': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, { metadata: times(20_000, (index) => `License-File: L${index}\n`).join('') }),
        ),
    ],
    'METADATA of 40,000 extras': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, {
            metadata: times(40_000, (index) => `Provides-Extra: e${index}\n`).join(''),
          }),
        ),
    ],
    'WHEEL of 60,000 tags': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, {
            wheel: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\n${'Tag: py3-none-any\n'.repeat(50_000)}`,
          }),
        ),
    ],
    '20,000 entry points': [
      WHEEL,
      () =>
        makeZip(
          wheelParts(undefined, {
            entryPoints: `[console_scripts]\n${times(20_000, (index) => `run${index} = demo:main\n`).join('')}`,
          }),
        ),
    ],
    '300 licence texts': [
      WHEEL,
      inWheel(() =>
        Object.fromEntries(
          times(300, (index) => [
            `demo-1.0.dist-info/licenses/LICENSE${index}`,
            'Permission is hereby granted, free of charge, '.repeat(60),
          ]),
        ),
      ),
    ],
  }
}
