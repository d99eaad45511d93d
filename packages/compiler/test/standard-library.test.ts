/**
 * Proves that Exuvia writes the same bytes as py_compile: for a sample of each standard
 * library, or with EXUVIA_WHOLE set (`npm run prove:library`, every night) for whole
 * libraries with their test suites at all three levels, which takes all cores minutes.
 */
import { join } from 'node:path'
import { rm } from 'node:fs/promises'
import { sampleOf, testEach } from '@exuvia/test-needs'
import { afterAll, describe, expect, test } from 'vitest'
import { EMBEDDED_RUNTIMES, type Toolchain } from '../src/index.ts'
import { NATIVE_RUNTIMES, embedded, native } from './support/interpreters.ts'
import {
  type Comparison,
  type Level,
  bareImport,
  compareWithPyCompile,
  compileFolder,
  pythonFiles,
  standardLibrary,
  unpackedLibrary,
} from './support/standard-library.ts'

const WHOLE = sampleOf(true, false)
const LEVELS: readonly Level[] = WHOLE ? [0, 1, 2] : [2]
const MINUTES = 60_000

/** Takes every 40th file as a sample. */
const sampled = (files: readonly string[]): readonly string[] =>
  WHOLE ? files : files.filter((_, index) => index % 40 === 0)

/** The minimum number of files in a sample, or in the whole. Debian's Pythons come without test suites. */
const atLeast = (whole: number): number => (WHOLE ? whole : whole / 50)

const table: string[] = []

afterAll(() => console.log(['', ...table.toSorted(), ''].join('\n')))

/** Lists the files of a library without its test suites. */
async function modulesOf(library: string): Promise<string[]> {
  return (await pythonFiles(library)).filter((file) => !/(^|\/)(test|tests|idle_test)\//.test(file))
}

/** CPython's own bytes vary for a few files: with and without py_compile's imports they differ. */
async function expectBareBytes(
  found: Comparison & { readonly digests: readonly (string | undefined)[] },
  toolchain: Toolchain,
  library: string,
  files: readonly string[],
  level: Level,
): Promise<void> {
  expect(found.code.length).toBeLessThanOrEqual(2)
  for (const file of found.code) {
    const bare = await bareImport(toolchain, join(library, file), file, level)
    expect({ file, bare }).toEqual({ file, bare: found.digests[files.indexOf(file)] })
  }
}

function tell(name: string, version: string, level: Level, found: Comparison, note = ''): void {
  const flag = ['', '-O', '-OO'][level] ?? ''
  table.push(
    `${`${name} ${version}`.padEnd(22)} ${flag.padEnd(3)} ${String(found.files).padStart(5)} files: ` +
      `${found.bytes} same bytes, ${found.code.length} same code, ${found.refused} refused by both${note}`,
  )
}

describe('native', { tags: ['slow'], timeout: 20 * MINUTES }, () => {
  describe.concurrent('before 3.11, where CPython writes other bytes from run to run', () => {
    testEach(sampleOf(NATIVE_RUNTIMES.slice(0, 6), ['cp27', 'cp38']))(
      '%s: every file of the standard library loads as the code objects that py_compile writes',
      async (runtime) => {
        const toolchain = await native(runtime)
        const library = await standardLibrary(toolchain)
        const files = sampled(await pythonFiles(library))
        for (const level of LEVELS) {
          const found = await compareWithPyCompile(toolchain, library, files, level)
          tell(runtime, toolchain.version, level, found)
          expect(found.wrong).toEqual([])
          expect(found.files).toBeGreaterThan(atLeast(600))
        }
      },
    )
  })

  describe.concurrent('from 3.11 on', () => {
    testEach(sampleOf(NATIVE_RUNTIMES.slice(6), ['cp311', 'cp313']))(
      '%s: every file of the standard library has the bytes that py_compile writes',
      async (runtime) => {
        const toolchain = await native(runtime)
        const library = await standardLibrary(toolchain)
        const files = sampled(await pythonFiles(library))
        for (const level of LEVELS) {
          const found = await compareWithPyCompile(toolchain, library, files, level)
          expect(found.wrong).toEqual([])
          expect(found.files).toBeGreaterThan(atLeast(600))
          await expectBareBytes(found, toolchain, library, files, level)
          const note = found.code.length === 0 ? '' : ` (varies in CPython: ${found.code.join(', ')})`
          tell(runtime, toolchain.version, level, found, note)
        }
      },
    )
  })
})

describe('embedded', { tags: ['slow'], timeout: 20 * MINUTES }, () => {
  describe.concurrent('as the same CPython does it', () => {
    testEach(
      sampleOf(
        EMBEDDED_RUNTIMES.filter((runtime) => runtime !== 'cp312'),
        EMBEDDED_RUNTIMES.slice(-1),
      ).map((runtime) => {
        // Without an interpreter of that version, use the library in the build.
        const helper = NATIVE_RUNTIMES.find((each) => each === runtime) ?? 'cp313'
        return { runtime, helper, needs: [helper] }
      }),
    )(
      '$runtime: every module of a standard library has what py_compile writes in that WebAssembly build',
      async ({ runtime, helper }) => {
        const toolchain = await embedded(runtime)
        const python = await native(helper)
        const unpacked = runtime === helper ? undefined : await unpackedLibrary(toolchain, python)
        const library = unpacked ?? (await standardLibrary(python))
        const files = sampled(await modulesOf(library))
        try {
          for (const level of LEVELS) {
            const found = await compareWithPyCompile(toolchain, library, files, level)
            tell(`${runtime} embedded`, toolchain.version, level, found)
            expect(found.wrong).toEqual([])
            expect(found.files).toBeGreaterThan(atLeast(500))
            // 3.10 writes other bytes from run to run in WebAssembly too.
            if (runtime !== 'cp310') await expectBareBytes(found, toolchain, library, files, level)
          }
        } finally {
          if (unpacked !== undefined) await rm(unpacked, { recursive: true })
        }
      },
    )
  })

  test('cp312: the embedded 3.12.1 has the bytes of the native 3.12.1', { tags: ['cp312'] }, async () => {
    const [inside, outside] = [await embedded('cp312'), await native('cp312')]
    expect(outside.version).toBe(inside.version)
    const library = await standardLibrary(outside)
    const files = sampled(await modulesOf(library))
    for (const level of LEVELS) {
      const [ours, theirs] = [
        await compileFolder(inside, library, files, level),
        await compileFolder(outside, library, files, level),
      ]
      const differing = files.filter(
        (_, index) => ours.result.compiled[index]?.code.sha256 !== theirs.result.compiled[index]?.code.sha256,
      )
      expect(differing).toEqual([])
      const bytes = ours.result.compiled.filter((compiled) => compiled !== undefined).length
      tell('cp312 embedded', inside.version, level, {
        files: files.length,
        bytes,
        code: [],
        refused: files.length - bytes,
        wrong: [],
      })
      await Promise.all([ours.remove(), theirs.remove()])
    }
  })
})
