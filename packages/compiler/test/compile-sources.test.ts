import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sampleOf, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import {
  EMBEDDED_RUNTIMES,
  type CompileResult,
  type Toolchain,
  compileSources,
  openCache,
} from '../src/index.ts'
import { ROOT, embedded, native } from './support/interpreters.ts'
import { compileFolder, pythonFiles, standardLibrary } from './support/standard-library.ts'
import { codeFile, unitsOf, withCache } from './support/units.ts'

const run = promisify(execFile)

/** The memory of Node itself. */
const NODE_MB = 60

const MANY = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [
    `m${index}.py`,
    `def f${index}(a, b={1: 'ä'}):\n    return a in {'x', 'y', ${index}}\n`,
  ]),
)

const digests = ({ compiled }: CompileResult): (string | undefined)[] =>
  compiled.map((one) => one?.code.sha256)

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'exuvia-test-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function build(folder: string, toolchain: Toolchain): Promise<CompileResult> {
  const cache = await openCache(folder)
  try {
    return await compileSources(unitsOf(MANY), { toolchain, cache })
  } finally {
    await cache.close()
  }
}

const endless = (signal?: AbortSignal) => async (toolchain: Toolchain) =>
  withCache(async (cache) => {
    // CPython 2.7 takes forever to fold this.
    const units = unitsOf({ 'a.py': 'x = 10 ** 99999999\n', 'b.py': 'x = 1\n' })
    return compileSources(units, { toolchain, cache, signal })
  })

/** Links an interpreter to its own path, which `ps` shows. */
async function linkedPython(folder: string): Promise<Toolchain> {
  const toolchain = await native('cp27')
  const entry = join(folder, 'python')
  await symlink(toolchain.entry, entry)
  return { ...toolchain, entry, location: entry }
}

/** Waits until the number of the folder's running interpreters fits, and returns it. */
async function untilProcesses(folder: string, fits: (count: number) => boolean): Promise<number> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { stdout } = await run('ps', ['-A', '-o', 'args='], { maxBuffer: 1 << 26 })
    const own = stdout.split('\n').filter((line) => line.startsWith(join(folder, 'python')))
    if (fits(own.length)) return own.length
    await sleep(50)
  }
  throw new Error('the interpreters are not as awaited')
}
describe('what is compiled', () => {
  test('has the given file name, and runs', { tags: ['cp312'] }, async () => {
    const toolchain = await native('cp312')
    await withCache(async (cache) => {
      const units = unitsOf({ 'pkg/naïve.py': 'import sys\nprint(sys._getframe().f_code.co_filename)\n' })
      const { compiled } = await compileSources(units, { toolchain, cache })
      const script = 'import marshal, sys; exec(marshal.load(open(sys.argv[1], "rb")))'
      const { stdout } = await run(toolchain.entry, ['-X', 'utf8', '-c', script, await codeFile(compiled[0])])
      expect(stdout).toBe('pkg/naïve.py\n')
    })
  })

  testEach(['cp27', 'cp312'])(
    '%s: has asserts and docstrings by level, levels mixed in one call',
    async (runtime) => {
      const toolchain = await native(runtime)
      const source = { 'm.py': '"doc"\nassert False, "asserted"\n' }
      await withCache(async (cache) => {
        const units = ([0, 1, 2] as const).flatMap((level) => unitsOf(source, level))
        const { compiled } = await compileSources(units, { toolchain, cache })
        const texts = compiled.map((one) => Buffer.from(one!.code.read()).toString('latin1'))
        expect(texts.map((text) => [text.includes('doc'), text.includes('asserted')])).toEqual([
          [true, true],
          [true, false],
          [false, false],
        ])
      })
    },
  )

  test('is reported with the sizes and digests of source and code', { tags: ['cp311'] }, async () => {
    await withCache(async (cache) => {
      const { compiled } = await compileSources(unitsOf({ 'm.py': '' }), {
        toolchain: await native('cp311'),
        cache,
      })
      const code = compiled[0]!.code.read()
      expect(compiled[0]).toMatchObject({
        index: 0,
        code: { size: code.length, sha256: createHash('sha256').update(code).digest('hex') },
        sourceSize: 0,
        sourceSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      })
    })
  })

  test('a source that prints a warning does not disturb the answers', { tags: ['cp312'] }, async () => {
    await withCache(async (cache) => {
      const units = unitsOf({ 'a.py': 'x = "\\d"\ny = 1 is 1\nassert (x, "always")\n', 'b.py': 'z = 1\n' })
      const { findings, compiled } = await compileSources(units, { toolchain: await native('cp312'), cache })
      expect(findings).toEqual([])
      expect(compiled).toHaveLength(2)
    })
  })

  test('PYTHON variables of the caller change nothing', { tags: ['cp312'] }, async () => {
    const toolchain = await native('cp312')
    const compileIn = async (env: NodeJS.ProcessEnv): Promise<(string | undefined)[]> =>
      withCache(async (cache) => digests(await compileSources(unitsOf(MANY), { toolchain, cache, env })))
    const hostile = {
      PYTHONOPTIMIZE: '2',
      PYTHONHASHSEED: '7',
      PYTHONPATH: '/nowhere',
      PYTHONNODEBUGRANGES: '1',
    }
    expect(await compileIn({ ...process.env, ...hostile })).toEqual(await compileIn(process.env))
  })
})

describe('the same sources give the same bytes', { tags: ['slow'] }, () => {
  testEach(sampleOf(['cp27', 'cp37', 'cp310', 'cp311', 'cp312', 'cp313'], ['cp27', 'cp310']))(
    '%s: whatever the order and the number of workers',
    async (runtime) => {
      const toolchain = await native(runtime)
      const library = await standardLibrary(toolchain)
      // These contain what can affect later files: sets of strings, names like ä, classes in functions.
      const odd =
        /^(html\/entities|ftplib|difflib|typing|mailcap|tokenize|json\/.*|test\/test_(string_literals|fstring|unicode|class|dict))\.py$/
      const files = (await pythonFiles(library)).filter(
        (file) => odd.test(file) || sampleOf(/^[a-d]\w*\.py$/, /^a\w*\.py$/).test(file),
      )
      const one = await compileFolder(toolchain, library, files, 0, 1)
      const other = await compileFolder(toolchain, library, files.toReversed(), 0, 3)
      const again = digests(other.result).toReversed()
      await Promise.all([one.remove(), other.remove()])
      expect(files.filter((_, index) => digests(one.result)[index] !== again[index])).toEqual([])
    },
  )
})

describe('the cache', () => {
  test('is used the second time, and gives the same bytes', { tags: ['cp312'] }, async () => {
    const toolchain = await native('cp312')
    await inFolder(async (folder) => {
      const first = await build(folder, toolchain)
      const second = await build(folder, toolchain)
      expect([first.hits, second.hits]).toEqual([0, 60])
      expect(digests(second)).toEqual(digests(first))
    })
  })

  test('distinguishes exact versions, file names, levels and sources', { tags: ['cp312'] }, async () => {
    const toolchain = await native('cp312')
    await inFolder(async (folder) => {
      const cache = await openCache(folder)
      const hits = async (
        one: Toolchain,
        source: Record<string, string>,
        level: 0 | 1 = 0,
      ): Promise<number> => (await compileSources(unitsOf(source, level), { toolchain: one, cache })).hits
      expect(await hits(toolchain, { 'a.py': 'x = 1\n' })).toBe(0)
      expect(await hits(toolchain, { 'b.py': 'x = 1\n' })).toBe(0)
      expect(await hits(toolchain, { 'a.py': 'x = 2\n' })).toBe(0)
      expect(await hits(toolchain, { 'a.py': 'x = 1\n' }, 1)).toBe(0)
      expect(await hits({ ...toolchain, identity: `${toolchain.identity}+` }, { 'a.py': 'x = 1\n' })).toBe(0)
      expect(await hits(toolchain, { 'a.py': 'x = 1\n' })).toBe(1)
    })
  })

  test(
    'detects altered, truncated and removed entries, and compiles them again',
    { tags: ['cp312'] },
    async () => {
      const toolchain = await native('cp312')
      await inFolder(async (folder) => {
        const first = await build(folder, toolchain)
        const database = new DatabaseSync(join(folder, 'bytecode-2.sqlite'))
        const change = (statement: string, index: number): void => {
          const digest = Buffer.from(first.compiled[index]!.code.sha256, 'hex')
          database.prepare(`${statement} WHERE digest = ?`).run(digest)
        }
        change('UPDATE entries SET code = substr(code, 1, 10)', 3)
        change("UPDATE entries SET code = CAST('not code' AS BLOB)", 7)
        change('DELETE FROM entries', 9)
        database.close()
        const second = await build(folder, toolchain)
        expect(second.hits).toBe(57)
        expect(digests(second)).toEqual(digests(first))
        expect((await build(folder, toolchain)).hits).toBe(60)
      })
    },
  )

  test('is shared by concurrent runs', { tags: ['cp312'] }, async () => {
    const toolchain = await native('cp312')
    await inFolder(async (folder) => {
      const runs = await Promise.all([build(folder, toolchain), build(folder, toolchain)])
      expect(digests(runs[0])).toEqual(digests(runs[1]))
      expect((await readdir(folder)).toSorted()).toEqual(['CACHEDIR.TAG', 'bytecode-2.sqlite'])
    })
  })
})

describe('a run that is stopped', () => {
  test(
    'by its signal ends at once with an "interrupted" error and leaves no interpreter',
    { tags: ['ps', 'cp27'] },
    async () => {
      await inFolder(async (folder) => {
        const toolchain = await linkedPython(folder)
        const control = new AbortController()
        const running = endless(control.signal)(toolchain)
        await untilProcesses(folder, (count) => count > 0)
        control.abort()
        await expect(running).rejects.toMatchObject({ kind: 'interrupted', code: 'interrupted' })
        expect(await untilProcesses(folder, (count) => count === 0)).toBe(0)
      })
    },
  )

  test('by its death leaves no interpreter', { tags: ['ps', 'cp27'] }, async () => {
    await inFolder(async (folder) => {
      const toolchain = await linkedPython(folder)
      const script = `
        import { compileSources, openTemporaryCache } from '@exuvia/compiler'
        const toolchain = ${JSON.stringify(toolchain)}
        const unit = { filename: 'a.py', label: 'a.py', optimize: 0, docstrings: 'keep', read: async () => Buffer.from('x = 1') }
        const slow = { ...unit, read: () => new Promise((resolve) => setTimeout(resolve, 1e6, Buffer.from(''))) }
        await compileSources([unit, slow], { toolchain, cache: await openTemporaryCache() })`
      const child = spawn(
        process.execPath,
        ['--conditions=@exuvia/source', '--input-type=module', '-e', script],
        { cwd: ROOT, stdio: 'ignore', env: { ...process.env, TMPDIR: folder } },
      )
      await untilProcesses(folder, (count) => count > 0)
      child.kill('SIGKILL')
      expect(await untilProcesses(folder, (count) => count === 0)).toBe(0)
    })
  })
})

describe('a failure outside Exuvia', () => {
  test('an interpreter that does not start is reported with its output', { tags: ['cp312'] }, async () => {
    await inFolder(async (folder) => {
      const entry = join(folder, 'python')
      await writeFile(entry, '#!/bin/sh\necho "libpython is gone" >&2\nexit 127\n', { mode: 0o755 })
      const toolchain = { ...(await native('cp312')), entry }
      const running = withCache((cache) => compileSources(unitsOf({ 'a.py': '' }), { toolchain, cache }))
      await expect(running).rejects.toMatchObject({
        kind: 'outside',
        code: 'toolchain-failed',
        message: `${entry} does not start: exit status 127 (libpython is gone)`,
      })
    })
  })

  test('an interpreter that has changed is not used', { tags: ['cp311', 'cp312'] }, async () => {
    const toolchain = { ...(await native('cp312')), entry: (await native('cp311')).entry }
    const running = withCache((cache) => compileSources(unitsOf({ 'a.py': '' }), { toolchain, cache }))
    await expect(running).rejects.toMatchObject({ kind: 'outside', code: 'toolchain-failed' })
  })

  test.each(sampleOf(EMBEDDED_RUNTIMES, EMBEDDED_RUNTIMES.slice(-1)))(
    '%s embedded: the CPython inside is the one that its package names',
    { tags: ['slow'] },
    async (runtime) => {
      const toolchain = await embedded(runtime)
      await withCache(async (cache) => {
        const { compiled } = await compileSources(unitsOf({ 'a.py': '' }), { toolchain, cache })
        expect(compiled[0]).toBeDefined()
        const liar = { ...toolchain, version: '3.99.0', identity: 'other' }
        await expect(
          compileSources(unitsOf({ 'a.py': '' }), { toolchain: liar, cache }),
        ).rejects.toMatchObject({
          kind: 'outside',
          code: 'toolchain-failed',
          message: expect.stringContaining(
            `${toolchain.location} does not start: it is CPython ${toolchain.version}`,
          ) as string,
        })
      })
    },
  )

  test('a missing embedded build is reported with the command that installs it', async () => {
    const toolchain = { ...(await embedded('cp312')), entry: 'file:///no/such/module.mjs' }
    const running = withCache((cache) => compileSources(unitsOf({ 'a.py': '' }), { toolchain, cache }))
    await expect(running).rejects.toMatchObject({
      code: 'toolchain-failed',
      hint: 'choose another compiler with --toolchain, or reinstall this one: npm install --save-dev @exuvia/cpython-312',
    })
  })

  test('a source that cannot be read stops the run with its own error', { tags: ['cp312'] }, async () => {
    const units = [
      {
        filename: 'a',
        label: 'a',
        optimize: 0 as const,
        docstrings: 'keep' as const,
        read: () => readFile('/no/such/file'),
      },
    ]
    const running = withCache(async (cache) =>
      compileSources(units, { toolchain: await native('cp312'), cache }),
    )
    await expect(running).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

testEach([
  { name: 'native', needs: ['cp310', 'cp312'], find: async () => native('cp312'), limit: 300 },
  {
    name: 'embedded with one worker',
    needs: ['cp310'],
    find: async () => embedded('cp310'),
    limit: 300 + NODE_MB,
  },
])('a standard library takes bounded memory: $name', { tags: ['slow'] }, async ({ find, limit }) => {
  const library = await standardLibrary(await native('cp310'))
  // The kernel's high-water mark of the program, because maxRSS starts at the size of this process.
  const program = `
    import { readFileSync } from 'node:fs'
    import { compileFolder, pythonFiles } from '${new URL('./support/standard-library.ts', import.meta.url).href}'
    const library = ${JSON.stringify(library)}
    const files = (await pythonFiles(library)).filter((file) => !file.includes('test'))
    const { result, remove } = await compileFolder(${JSON.stringify(await find())}, library, files, 0, 1)
    await remove()
    const kibibytes = process.platform === 'linux'
      ? /^VmHWM:(.*) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]
      : process.resourceUsage().maxRSS
    console.log(result.findings.length, kibibytes / 1024)`
  const { stdout } = await run(process.execPath, [
    '--conditions=@exuvia/source',
    '--input-type=module',
    '-e',
    program,
  ])
  const [findings, megabytes] = stdout.trim().split(' ').map(Number)
  expect(findings).toBe(0)
  expect(megabytes).toBeLessThan(limit)
})

test('progress counts to the number of sources', { tags: ['cp312'] }, async () => {
  const told: string[] = []
  await withCache(async (cache) =>
    compileSources(unitsOf(MANY), {
      toolchain: await native('cp312'),
      cache,
      onProgress: (done, total) => told.push(`${done}/${total}`),
    }),
  )
  expect(told).toEqual(Array.from({ length: 60 }, (_, index) => `${index + 1}/60`))
})

test('nothing to compile starts nothing', async () => {
  const toolchain = { ...(await embedded('cp312')), entry: 'file:///no/such/module.mjs' }
  expect(await withCache((cache) => compileSources([], { toolchain, cache }))).toEqual({
    compiled: [],
    findings: [],
    hits: 0,
  })
})
