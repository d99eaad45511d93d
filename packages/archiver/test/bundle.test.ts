import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { expect, test } from 'vitest'
import { writeTarball } from '../src/index.ts'
import { run, temporaryFolder, textEntry } from './support.ts'

test('a bundle with its dependencies, like an Action’s, finds the encoder’s thread and packs the same bytes', async () => {
  const folder = await temporaryFolder()
  await build({
    config: false,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    entry: { index: 'src/index.ts', 'segment-worker': '../deflate/src/segment-worker.ts' },
    outDir: folder,
    platform: 'node',
    target: 'node22',
    fixedExtension: false,
    deps: { alwaysBundle: [/./], onlyBundle: false },
    inputOptions: { resolve: { conditionNames: ['@exuvia/source', 'node', 'default'] } },
    dts: false,
    logLevel: 'silent',
  })
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }')
  const program = `
    import { writeTarball } from './index.js'
    const bytes = Buffer.from('text')
    const entry = { path: 'a', mode: 0o644, size: 4, open: async () => bytes }
    await writeTarball('built.tar.gz', [entry], { root: 'pkg-1.0', mtime: 0, level: 10 })`
  await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
  const source = path.join(folder, 'source.tar.gz')
  await writeTarball(source, [textEntry('a', 'text')], { root: 'pkg-1.0', mtime: 0, level: 10 })
  expect((await readFile(path.join(folder, 'built.tar.gz'))).equals(await readFile(source))).toBe(true)
})
