import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMarshal, slim, writeMarshal } from '@exuvia/bytecode'
import { sampleOf, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type CodeForm, type CompileResult, compileSources, whyAsCompiled } from '../src/index.ts'
import { embedded, native } from './support/interpreters.ts'
import { compileFolder, pythonFiles, standardLibrary } from './support/standard-library.ts'
import { unitsOf, withCache } from './support/units.ts'

const SOURCES = {
  'pkg/__init__.py': '"""Doc."""\n',
  'pkg/mod.py':
    'def f(a, b={"x": 1}):\n    if a in {"x", "y"}:\n        raise KeyError(a)\n    return a + b["x"]\n',
}
const FORMS: readonly (CodeForm | undefined)[] = [
  undefined,
  { debug: 'full' },
  { debug: 'lines' },
  { debug: 'none' },
]

const codes = ({ compiled }: CompileResult): Uint8Array[] =>
  compiled.map((one) => new Uint8Array(one!.code.read()))

const digests = ({ compiled }: CompileResult): (string | undefined)[] =>
  compiled.map((one) => one?.code.sha256)

describe('the form of a code object', () => {
  testEach(sampleOf(['cp27', 'cp38', 'cp312'], ['cp38']))(
    '%s: is the requested one, whatever else the cache contains',
    async (runtime) => {
      const toolchain = await native(runtime)
      await withCache(async (cache) => {
        const compile = async (form: CodeForm | undefined) =>
          compileSources(unitsOf(SOURCES), { toolchain, cache, form })
        const asCompiled = codes(await compile(undefined))
        for (const _ of ['made', 'from the cache']) {
          for (const form of FORMS) {
            const expected = asCompiled.map((code) =>
              form === undefined
                ? code
                : new Uint8Array(
                    writeMarshal(slim(readMarshal(code, { magic: toolchain.magic }), { lines: form.debug })),
                  ),
            )
            expect(codes(await compile(form))).toEqual(expected)
          }
        }
        const hits = await Promise.all(FORMS.map(async (form) => (await compile(form)).hits))
        expect(hits).toEqual([2, 2, 2, 2])
      })
    },
  )

  test(
    'none is smaller than lines, and lines than full, from Python 3.11 on',
    { tags: ['cp311'] },
    async () => {
      const toolchain = await native('cp311')
      const sizes = await Promise.all(
        (['full', 'lines', 'none'] as const).map(async (debug) =>
          withCache(async (cache) => {
            const { compiled } = await compileSources(unitsOf(SOURCES), { toolchain, cache, form: { debug } })
            return compiled[1]!.code.size
          }),
        ),
      )
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
      expect(new Set(sizes).size).toBe(3)
    },
  )

  test(
    'is the same from a native and an embedded compiler of one version',
    { timeout: 120_000, tags: ['slow', 'cp312'] },
    async () => {
      const compilers = [await native('cp312'), await embedded('cp312')] as const
      expect(compilers[0].version).toBe(compilers[1].version)
      const library = await standardLibrary(compilers[0])
      const files = (await pythonFiles(library)).filter((file) => /^(?:[a-d]\w*|json\/.*)\.py$/.test(file))
      expect(files.length).toBeGreaterThan(30)
      const [one, other] = await Promise.all(
        compilers.map(async (toolchain) => {
          const { result, remove } = await compileFolder(toolchain, library, files, 2, 1, { debug: 'lines' })
          await remove()
          return digests(result)
        }),
      )
      expect(one).toEqual(other)
    },
  )

  testEach(sampleOf(['cp37', 'cp310', 'cp313'], ['cp313']))(
    '%s: is the same whatever the order, the number of workers and the hash seed',
    { timeout: 120_000, tags: ['slow'] },
    async (runtime) => {
      const toolchain = await native(runtime)
      const library = await standardLibrary(toolchain)
      const files = (await pythonFiles(library)).filter((file) => /^(?:[a-c]\w*|json\/.*)\.py$/.test(file))
      const form = { debug: 'lines' } as const
      const one = await compileFolder(toolchain, library, files, 0, 1, form)
      const other = await compileFolder(toolchain, library, files.toReversed(), 0, 3, form, {
        ...process.env,
        PYTHONHASHSEED: '7',
      })
      await Promise.all([one.remove(), other.remove()])
      expect(digests(other.result).toReversed()).toEqual(digests(one.result))
    },
  )
})

describe('code that cannot be normalised', () => {
  test(
    'is reported before anything is compiled: PyPy, and unknown Pythons',
    { tags: ['cp312'] },
    async () => {
      const toolchain = await native('cp312')
      expect(whyAsCompiled(toolchain)).toBeUndefined()
      expect(whyAsCompiled({ ...toolchain, magic: 336 })).toBe(
        'PyPy 3.9 has code objects of its own, which Exuvia does not read',
      )
      expect(whyAsCompiled({ ...toolchain, magic: 4321 })).toBe('no known Python has magic number 4321')
    },
  )

  test(
    'is an error of its file that names an alternative; all others are compiled',
    { tags: ['cp312'] },
    async () => {
      const toolchain = await native('cp312')
      const folder = await mkdtemp(join(tmpdir(), 'exuvia-broken-'))
      try {
        // The real interpreter, except for the end of one file's code.
        const entry = join(folder, 'python')
        await writeFile(
          entry,
          `#!${toolchain.entry}
import marshal, sys
whole = marshal.dumps
marshal.dumps = lambda value, *rest: whole(value, *rest)[: -5 if getattr(value, 'co_filename', '') == 'bad.py' else None]
exec(sys.argv[sys.argv.index('-c') + 1], {'__name__': '__main__'})
`,
          { mode: 0o755 },
        )
        const compile = async (form: CodeForm | undefined) =>
          withCache(async (cache) =>
            compileSources(unitsOf({ 'bad.py': 'x = 1\n', 'good.py': 'x = 1\n' }), {
              toolchain: { ...toolchain, entry },
              cache,
              form,
            }),
          )
        const { compiled, findings } = await compile({ debug: 'lines' })
        expect(compiled.map((one) => one !== undefined)).toEqual([false, true])
        expect(findings).toMatchObject([
          {
            code: 'bytecode-not-understood',
            severity: 'error',
            subject: { path: 'src/bad.py' },
            args: {
              compiler: 'native CPython 3.12 (3.12.1)',
              detail: expect.stringMatching(/at offset \d+/) as string,
            },
          },
        ])
        expect((await compile(undefined)).findings).toEqual([])
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  )
})
