import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsdown'
import { expect, test } from 'vitest'
import { gzip } from '../src/index.ts'
import { temporaryFolder } from './support.ts'

const TEXT = 'a package that runs alone; '.repeat(100)

test('the built package finds its thread in its own folder and writes the same bytes', async () => {
  const folder = await temporaryFolder()
  await build({
    config: fileURLToPath(new URL('../tsdown.config.ts', import.meta.url)),
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    outDir: folder,
    dts: false,
    logLevel: 'silent',
  })
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }')
  const program = `
    import { gzip } from './index.js'
    const chunks = []
    for await (const chunk of gzip((async function* () { yield Buffer.from(process.argv[1]) })())) chunks.push(chunk)
    process.stdout.write(Buffer.concat(chunks).toString('hex'))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, TEXT],
    { cwd: folder },
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of gzip(once(Buffer.from(TEXT)))) chunks.push(chunk)
  expect(stdout).toBe(Buffer.concat(chunks).toString('hex'))
})

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
