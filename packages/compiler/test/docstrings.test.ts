/**
 * Docstrings apart from asserts. Where Python has a level for it, the bytes are those of that level; elsewhere those that
 * the interpreter itself compiles from a tree that its module ast changed. A sample of each standard library, or
 * with EXUVIA_WHOLE set (`npm run prove:library`, every night) whole libraries.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DocstringMode } from '@exuvia/model'
import { sampleOf, temporaryFolder, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { EMBEDDED_RUNTIMES, type Toolchain, compileSources } from '../src/index.ts'
import { formCode } from '../src/code-form.ts'
import { NATIVE_RUNTIMES, embedded, native } from './support/interpreters.ts'
import {
  type Level,
  changedByAst,
  compileFolder,
  pythonFiles,
  standardLibrary,
} from './support/standard-library.ts'
import { codeFile, unitsOf, withCache } from './support/units.ts'

const run = promisify(execFile)
const MINUTES = 60_000
const WHOLE = sampleOf(true, false)
/** With columns: what is compared is all that the compiler wrote. */
const FORM = { debug: 'full' } as const

/** Every level that needs a changed tree. */
const CHANGED: readonly (readonly [Level, DocstringMode])[] = [
  [0, 'empty'],
  [1, 'empty'],
  [0, 'strip'],
]

const sampled = (files: readonly string[]): readonly string[] =>
  WHOLE ? files : files.filter((_, index) => index % 150 === 7)

async function expectAsByAst(toolchain: Toolchain, library: string): Promise<void> {
  const files = sampled(await pythonFiles(library))
  for (const [level, docstrings] of CHANGED) {
    const { result, remove } = await compileFolder(
      toolchain,
      library,
      files,
      level,
      1,
      FORM,
      process.env,
      docstrings,
    )
    const theirs = await changedByAst(toolchain, library, files, level, docstrings)
    let same = 0
    for (const [index, file] of files.entries()) {
      const ours = result.compiled[index]
      const wanted = theirs[index]
      expect({ file, compiles: ours !== undefined }).toEqual({ file, compiles: wanted !== undefined })
      if (ours === undefined || wanted === undefined) continue
      const bytes = Buffer.from(ours.code.read())
      const isSame = bytes.equals(formCode(wanted, toolchain.magic, FORM))
      expect({ file, level, docstrings, isSame }).toEqual({ file, level, docstrings, isSame: true })
      same += 1
    }
    expect(same).toBeGreaterThan(WHOLE ? 600 : 3)
    await remove()
  }
}

describe('the standard library', { tags: ['slow'], timeout: 20 * MINUTES }, () => {
  testEach(sampleOf(NATIVE_RUNTIMES, ['cp27', 'cp313']))(
    '%s: changed docstrings give what the interpreter compiles from the same tree',
    async (runtime) => {
      const toolchain = await native(runtime)
      await expectAsByAst(toolchain, await standardLibrary(toolchain))
    },
  )

  testEach(
    sampleOf(EMBEDDED_RUNTIMES, []).map((runtime) => ({
      runtime,
      needs: ['cp313'] as const,
    })),
  )('$runtime, embedded: the same', async ({ runtime }) => {
    // A library of an older Python compiles on a newer one, save a few files, which neither takes.
    await expectAsByAst(await embedded(runtime), await standardLibrary(await native('cp313')))
  })

  testEach(sampleOf(NATIVE_RUNTIMES, ['cp27', 'cp313']))(
    '%s: where Python has a level for it, the bytes are those of that level',
    async (runtime) => {
      const toolchain = await native(runtime)
      const library = await standardLibrary(toolchain)
      const files = sampled(await pythonFiles(library))
      const digests = async (level: Level, docstrings?: DocstringMode): Promise<unknown> => {
        const done = await compileFolder(
          toolchain,
          library,
          files,
          level,
          1,
          undefined,
          undefined,
          docstrings,
        )
        await done.remove()
        return done.result.compiled.map((one) => one?.code.sha256)
      }
      const bare = await digests(1)
      expect(await digests(2, 'keep')).toEqual(bare)
      const without = await digests(2)
      expect(without).not.toEqual(bare)
      expect(await digests(1, 'strip')).toEqual(without)
    },
  )
})

const SOURCE = `'doc' "string"
from __future__ import annotations
'a second string'


class Documented:
    """A class."""

    def method(self):
        """A method."""

    async def later(self):
        r"""Raw."""
        return __debug__


class Bytes:
    b"no docstring"


def formatted():
    f"no {Documented} docstring"
    return lambda: 'no docstring either'


def checks(value):
    """Checks."""
    'not a docstring'
    assert value, 'checked'


if True:
    def nested():
        """Nested."""
        try:
            def inner():
                """Inner."""
                return inner
        finally:
            return inner
`

const SHOW = `
import marshal, sys, json
space = {'__name__': 'm'}
code = marshal.loads(open(sys.argv[1], 'rb').read())
exec(code, space)
D = space['Documented']
def checked():
    try:
        space['checks'](0)
    except AssertionError:
        return True
    return False
print(json.dumps([[one.__doc__ for one in (D, D.method, D.later, space['checks'], space['nested'], space['nested']())]
    + [space.get('__doc__')], [one.__doc__ for one in (space['Bytes'], space['formatted'], space['formatted']())],
    checked(), D.method.__code__.co_firstlineno, space['checks'].__code__.co_firstlineno]))
`

async function shown(toolchain: Toolchain, level: Level, docstrings: DocstringMode): Promise<unknown> {
  return withCache(async (cache) => {
    const units = unitsOf({ 'm.py': SOURCE }, level, docstrings)
    const { compiled, findings } = await compileSources(units, { toolchain, cache, form: FORM })
    expect(findings).toEqual([])
    const { stdout } = await run(toolchain.entry, ['-c', SHOW, await codeFile(compiled[0])])
    return JSON.parse(stdout) as unknown
  })
}

describe('what a program sees', () => {
  testEach(sampleOf(NATIVE_RUNTIMES.slice(3), ['cp38', 'cp313']))(
    '%s: docstrings of modules, classes and functions are kept, empty or None, apart from asserts',
    async (runtime) => {
      const toolchain = await native(runtime)
      const docs = ['A class.', 'A method.', 'Raw.', 'Checks.', 'Nested.', 'Inner.', 'docstring']
      const others = [null, null, null]
      const lines = [9, 26]
      const all = <T>(value: T): T[] => docs.map(() => value)
      expect(await shown(toolchain, 0, 'keep')).toEqual([docs, others, true, ...lines])
      expect(await shown(toolchain, 0, 'empty')).toEqual([all(''), others, true, ...lines])
      expect(await shown(toolchain, 0, 'strip')).toEqual([all(null), others, true, ...lines])
      expect(await shown(toolchain, 1, 'empty')).toEqual([all(''), others, false, ...lines])
      expect(await shown(toolchain, 1, 'strip')).toEqual([all(null), others, false, ...lines])
      expect(await shown(toolchain, 2, 'keep')).toEqual([docs, others, false, ...lines])
      expect(await shown(toolchain, 2, 'empty')).toEqual([all(''), others, false, ...lines])
      expect(await shown(toolchain, 2, 'strip')).toEqual([all(null), others, false, ...lines])
    },
  )
})

describe('errors and limits', { tags: ['cp313'] }, () => {
  test('a source that does not compile is reported as at any level', async () => {
    const sources = { 'parser.py': '"doc"\nx = = 1\n', 'compiler.py': '"doc"\nreturn 1\n' }
    const toolchain = await native('cp313')
    const found = async (docstrings: DocstringMode): Promise<unknown> =>
      withCache(async (cache) => {
        const { findings } = await compileSources(unitsOf(sources, 0, docstrings), {
          toolchain,
          cache,
          form: FORM,
        })
        return findings
      })
    const plain = await found('keep')
    expect(plain).toHaveLength(2)
    expect(await found('empty')).toEqual(plain)
  })

  test('an expression as deep as Python compiles it stays compilable', async () => {
    const source = `"doc"\nx = ${'-'.repeat(900)}1\ny = ${Array.from({ length: 900 }, () => 'a').join(' + ')}\n`
    await withCache(async (cache) => {
      const toolchain = await native('cp313')
      for (const docstrings of ['keep', 'empty', 'strip'] as const) {
        const units = unitsOf({ 'm.py': source }, 0, docstrings)
        const { findings } = await compileSources(units, { toolchain, cache, form: FORM })
        expect(findings).toEqual([])
      }
    })
  })

  test('many strings in front are no docstring once the first is gone', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'show.py')
    await writeFile(
      path,
      'import marshal, sys\nd = {}\nexec(marshal.load(open(sys.argv[1], "rb")), d)\nprint(d.get("__doc__"))\n',
    )
    await withCache(async (cache) => {
      const toolchain = await native('cp313')
      const units = unitsOf({ 'm.py': '"one"\n'.repeat(20_000) }, 0, 'strip')
      const { compiled } = await compileSources(units, { toolchain, cache, form: FORM })
      const { stdout } = await run(toolchain.entry, [path, await codeFile(compiled[0])])
      expect(stdout.trim()).toBe('None')
    })
  })

  test('without the normal form, what no level of Python does is refused before anything is compiled', async () => {
    const toolchain = await native('cp313')
    const compile = async (level: Level, docstrings: DocstringMode): Promise<number> =>
      withCache(async (cache) => {
        const { compiled } = await compileSources(unitsOf({ 'm.py': SOURCE }, level, docstrings), {
          toolchain,
          cache,
        })
        return compiled.length
      })
    await expect(compile(0, 'empty')).rejects.toMatchObject({
      code: 'docstrings-unsupported',
      message: expect.stringContaining('cp313 with docstrings = "empty" at optimize = 0') as string,
    })
    expect(await compile(2, 'keep')).toBe(1)
  })
})
