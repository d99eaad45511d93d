/**
 * Each case builds a release.
 *
 * @module-tag slow
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeTarball, writeWheel } from '@exuvia/archiver'
import { ExuviaError } from '@exuvia/model'
import { sharedCache } from '@exuvia/test-needs'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type RunContext, buildRelease, checkFiles } from '../../src/index.ts'

// The law: whatever build makes, check passes.

/** A few here, many at night. */
const RUNS = process.env['EXUVIA_WHOLE'] === undefined ? 8 : 600

const FOLDERS = ['', 'sub/', 'data/', 'bin/', '__pycache__/', 'x.dist-info/', 'odd name/', 'lib/']
const NAMES = [
  'tool',
  'tool.sh',
  'run.py',
  'main.pyw',
  'MOD.PY',
  'stub.pyi',
  'STUB.PYI',
  'py.typed',
  'fast.pyx',
  'old.pyc',
  'mod.cpython-312.pyc',
  'notes.txt',
  'a b.txt',
  'café.txt',
  'data.zip',
  'data.whl',
  'data.tar.gz',
  'data.tar.xz',
  'data.json.gz',
  'code.py.gz',
  'app.pyz',
  'LICENSE',
  'README',
  '.hidden',
  '-dash',
  'quote"d',
]

/** Content by name, made once. */
const CONTENT: Record<string, Uint8Array> = {
  empty: Buffer.alloc(0),
  source: Buffer.from('x = 1\n'),
  text: Buffer.from('{"a": 1}\n'),
  script: Buffer.from('#!/usr/bin/env python3\nprint(1)\n'),
  placeholder: Buffer.from('#!python\nprint(1)\n'),
  shell: Buffer.from('#!/bin/sh\nexec python3 "$@"\n'),
  pyc312: Buffer.from('cb0d0d0a0100000000000000000000004e', 'hex'),
  pyc311: Buffer.from('a70d0d0a0100000000000000000000004e', 'hex'),
  xz: Buffer.from('fd377a585a000000', 'hex'),
  garbage: Buffer.from('PK\u0003\u0004garbage', 'latin1'),
  program: Buffer.from('MZ\u0090', 'latin1'),
  gzipText: gzipSync('{"a": 1}\n'),
  gzipScript: gzipSync('#!/usr/bin/python3\nprint(1)\n'),
}

const POLICIES = [
  '',
  'preset = "source-free"',
  'preset = "source-included"',
  'preset = "copyleft-source"',
  'default = "source"',
  'default = "both"',
  'default = "data"',
]
const RULES = [
  ['', 'path = "{tide,gull}/data/**"\nship = "data"'],
  ['', 'path = "**/tool*"\nship = "exclude"'],
  ['', 'path = "tide/sub/**"\nship = "both"'],
  ['', 'distribution = "gull"\nship = "data"'],
  // What a file is follows from the same facts in a project and in an archive.
  [
    '',
    ...['data', 'script', 'metadata', 'license', 'native', 'stub', 'test'].map(
      (kind) => `kind = "${kind}"\nship = "exclude"`,
    ),
    'kind = "module"\npath = "tide/sub/**"\nship = "source"',
    'entry-point = "*"\nship = "source"',
  ],
] as const

beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia-law-'))
  try {
    const make = async (name: string, files: Record<string, Uint8Array>): Promise<Uint8Array> => {
      const { readFile } = await import('node:fs/promises')
      const file = path.join(folder, name)
      if (name.endsWith('.gz')) {
        const entries = Object.entries(files).map(([at, bytes]) => entry(at, bytes))
        await writeTarball(file, entries, { root: 'r', mtime: 1e9, level: 6 })
      } else await writeWheel(file, wheelEntries('inner', files), { mtime: 1e9 })
      return readFile(file)
    }
    const source = { 'inner/a.py': Buffer.from('a = 1\n') }
    CONTENT['zipSource'] = await make('a.whl', source)
    CONTENT['zipData'] = await make('b.whl', { 'inner/a.txt': Buffer.from('a') })
    CONTENT['zipNested'] = await make('c.whl', { 'inner/a.bin': CONTENT['zipSource'] })
    CONTENT['tarSource'] = await make('a.tar.gz', source)
    CONTENT['tarData'] = await make('b.tar.gz', { 'a.txt': Buffer.from('a') })
    CONTENT['zipapp'] = Buffer.concat([Buffer.from('#!/usr/bin/env python3\n'), CONTENT['zipData']])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const entry = (at: string, bytes: Uint8Array, mode: 0o644 | 0o755 = 0o644) => ({
  path: at,
  mode,
  size: bytes.length,
  open: async function* (): AsyncGenerator<Uint8Array> {
    yield bytes
  },
})

function wheelEntries(name: string, files: Readonly<Record<string, Uint8Array>>, license = 'MIT') {
  const info = `${name}-1.0.dist-info`
  const metadata = `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\nLicense-Expression: ${license}\n`
  return [
    ...Object.entries(files).map(([at, bytes]) => entry(at, bytes)),
    entry(`${info}/METADATA`, Buffer.from(metadata)),
    entry(`${info}/WHEEL`, Buffer.from('Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')),
  ]
}

/** Path below a package → the name of its content. Mostly harmless, so that many cases build. */
const someFiles = (kinds: readonly string[]) =>
  fc.dictionary(
    fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES)).map((parts) => parts.join('')),
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('empty', 'text', 'source') }, fc.constantFrom(...kinds)),
    { maxKeys: 3 },
  )

const ALL = [
  'script',
  'placeholder',
  'shell',
  'pyc312',
  'pyc311',
  'xz',
  'garbage',
  'program',
  'gzipText',
  'gzipScript',
  'zipSource',
  'zipData',
  'zipNested',
  'tarSource',
  'tarData',
  'zipapp',
]

const project = fc.record({
  own: someFiles(ALL),
  extra: someFiles(ALL),
  wheel: someFiles(ALL),
  commands: fc.subarray(['script', 'shell', 'zipapp']),
  policy: fc.constantFrom(...POLICIES),
  /** Of the wheel: of a copyleft one, the source ships beside its bytecode. */
  license: fc.constantFrom('MIT', 'GPL-2.0-only'),
  twin: fc.constantFrom('', 'source-twin = "always"\n'),
  rules: fc.tuple(...RULES.map((choices) => fc.constantFrom(...choices))),
})

type Project = typeof project extends fc.Arbitrary<infer T> ? T : never

function contents(name: string): Uint8Array {
  return CONTENT[name] ?? Buffer.alloc(0)
}

async function write(
  root: string,
  { own, extra, wheel, commands, policy, license, twin, rules }: Project,
): Promise<void> {
  const put = (at: string, bytes: Uint8Array | string): void => {
    mkdirSync(path.dirname(path.join(root, at)), { recursive: true })
    writeFileSync(path.join(root, at), bytes)
  }
  const scripts = ['keep', ...commands].map((content) => `tools/${content}`)
  const written = rules.filter((rule) => rule !== '')
  put(
    'pyproject.toml',
    [
      '[project]\nname = "tide"\nversion = "1.0"\nlicense = "MIT"\ndependencies = ["gull"]',
      '[project.scripts]\ntide = "tide:main"',
      '[tool.exuvia]\ntargets = ["cp312"]',
      `[tool.exuvia.project]\nsources = ["src"]\nscripts = ${JSON.stringify(scripts)}`,
      'include = ["extra/**"]',
      '[tool.exuvia.dependencies]\nwheelhouse = "wheels"',
      '[tool.exuvia.compile]\ntoolchain = "native"',
      `[tool.exuvia.policy]\n${twin}${policy}`,
      ...written.map((rule) => `[[tool.exuvia.policy.rules]]\n${rule}\nreason = "so"`),
      '',
    ].join('\n'),
  )
  put('src/tide/__init__.py', 'def main(): pass\n')
  // Each rule and glob matches something, or the build refuses it.
  for (const at of ['data/keep', 'sub/keep', 'toolbox', 'keep.pyi', 'tests/keep', 'sub/keep.py'])
    put(`src/tide/${at}`, '')
  put('extra/keep', '')
  put('extra/keep.so', '')
  put('tools/keep', '#!/bin/sh\n')
  for (const [at, content] of Object.entries(own)) put(`src/tide/${at}`, contents(content))
  for (const [at, content] of Object.entries(extra)) put(`extra/${at}`, contents(content))
  for (const content of commands) put(`tools/${content}`, contents(content))
  const files = { 'gull/__init__.py': Buffer.from('x = 1\n') as Uint8Array }
  for (const [at, content] of Object.entries(wheel))
    Object.assign(files, { [`gull/${at}`]: contents(content) })
  mkdirSync(path.join(root, 'wheels'))
  await writeWheel(
    path.join(root, 'wheels/gull-1.0-py3-none-any.whl'),
    wheelEntries('gull', files, license),
    {
      mtime: 1e9,
    },
  )
}

function contextFor(cwd: string): RunContext {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000', EXUVIA_CACHE_DIR: sharedCache() }
  return { cwd, env, signal: new AbortController().signal, progress: () => undefined }
}

/** The tarballs of a build; undefined if it refuses. A refusal that blames Exuvia fails the test. */
async function build(root: string): Promise<readonly string[] | undefined> {
  try {
    const { files } = await buildRelease({}, contextFor(root))
    return files.filter((file) => file.endsWith('.tar.gz'))
  } catch (error) {
    if (error instanceof ExuviaError)
      console.log(
        error.code,
        (error.findings ?? [])
          .filter((f) => f.severity === 'error')
          .map((f) => f.code + ' ' + (f.subject.path ?? f.subject.key) + JSON.stringify(f.args)),
      )
    if (error instanceof ExuviaError && error.code !== 'packed-against-policy') return undefined
    throw error
  }
}

test('whatever build makes, check passes', { tags: ['cp312'], timeout: 3_600_000 }, async () => {
  let made = 0
  await fc.assert(
    fc.asyncProperty(project, async (generated) => {
      const root = mkdtempSync(path.join(tmpdir(), 'exuvia-law-'))
      try {
        await write(root, generated)
        const tarballs = await build(root)
        if (tarballs === undefined) return
        made += 1
        for (const name of tarballs) {
          const file = path.join(root, 'dist', name)
          // With the project's policy, and with the tarball's own record.
          for (const cwd of [root, tmpdir()]) {
            const found = await checkFiles([file], {}, contextFor(cwd))
            expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
          }
        }
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    }),
    { numRuns: RUNS },
  )
  // Otherwise the law would hold because nothing builds.
  expect(made).toBeGreaterThan(RUNS / 10)
})

const zeros = (size: number): Uint8Array => gzipSync(Buffer.alloc(size))

test.each([
  ['300 archives', 300, 10],
  ['three archives that unpack to 60 MB each', 3, 60 * 1024 * 1024],
])(
  'build refuses %s beside data that packs well, because check counts by the packed size',
  { tags: ['cp312'], timeout: 600_000 },
  async (_what, count, size) => {
    const root = mkdtempSync(path.join(tmpdir(), 'exuvia-law-'))
    try {
      await write(root, {
        own: {},
        extra: {},
        wheel: {},
        commands: [],
        policy: '',
        license: 'MIT',
        twin: '',
        rules: ['', '', '', '', ''],
      })
      for (let index = 0; index < count; index += 1)
        writeFileSync(path.join(root, `src/tide/data/${index}.json.gz`), zeros(size))
      writeFileSync(path.join(root, 'src/tide/data/plain.json'), Buffer.alloc(8_000_000, ' '))
      await expect(buildRelease({}, contextFor(root))).rejects.toMatchObject({
        code: 'packed-against-policy',
        findings: expect.arrayContaining([expect.objectContaining({ code: 'nested-unread' })]),
      })
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
)
