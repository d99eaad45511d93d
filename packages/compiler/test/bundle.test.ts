import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsdown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT, embedded, native } from './support/interpreters.ts'
import { unitsOf, withCache } from './support/units.ts'
import { compileSources } from '../src/index.ts'

const run = promisify(execFile)

/** The built package with its dependencies, like an Action's bundle. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exuvia-test-'))
  const source = fileURLToPath(new URL('../src', import.meta.url))
  await build({
    config: false,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    entry: [join(source, 'index.ts'), join(source, 'embedded-worker.ts')],
    outDir: folder,
    platform: 'node',
    target: 'node22',
    fixedExtension: false,
    deps: { alwaysBundle: [/^@exuvia\//], onlyBundle: false },
    inputOptions: { resolve: { conditionNames: ['@exuvia/source', 'node', 'default'] } },
    dts: false,
    logLevel: 'silent',
  })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(['native', 'embedded'] as const)(
  'the built package compiles %s, away from its sources',
  { tags: ['cp312'] },
  async (kind) => {
    const toolchain = kind === 'native' ? await native('cp312') : await embedded('cp312')
    const program = `
    import { compileSources, openTemporaryCache } from ${JSON.stringify(join(folder, 'index.js'))}
    const cache = await openTemporaryCache()
    const unit = { filename: 'm.py', label: 'm.py', optimize: 0, docstrings: 'keep', read: async () => Buffer.from('x = 1\\n') }
    const { compiled } = await compileSources([unit], { toolchain: ${JSON.stringify(toolchain)}, cache })
    console.log(Buffer.from(compiled[0].code.read()).toString('hex'))
    await cache.close()`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
    const expected = await withCache(async (cache) => {
      const { compiled } = await compileSources(unitsOf({ 'm.py': 'x = 1\n' }), {
        toolchain: await native('cp312'),
        cache,
      })
      return Buffer.from(compiled[0]!.code.read()).toString('hex')
    })
    expect(stdout.trim()).toBe(expected)
  },
)

test('a project that has the runtime package uses its own', async () => {
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const program = `
    import { selectToolchain } from ${JSON.stringify(join(folder, 'index.js'))}
    const search = { env: {}, cwd: ${JSON.stringify(folder)} }
    console.log((await selectToolchain('cp313', 'embedded', search)).toolchain.version)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
  expect(stdout.trim()).toBe((await embedded('cp313')).version)
})
