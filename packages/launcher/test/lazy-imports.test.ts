import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { renderLauncher } from '@exuvia/launcher'
import { temporaryFolder } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { LAUNCHER } from './support.ts'

const RUN_EMBEDDED = fileURLToPath(new URL('../../compiler/test/support/run-embedded.ts', import.meta.url))
const RUNTIME = new URL('../../../runtimes/cpython-315/package.json', import.meta.url)

/** Prints before and after the first use whether the module is loaded. */
const CLI = `import sys
import colorsys


def main():
    loaded = ['colorsys' in sys.modules]
    colorsys.rgb_to_hsv(0, 0, 0)
    loaded.append('colorsys' in sys.modules)
    with open(sys.argv[1], 'w') as answer:
        answer.write(repr(loaded))
`

/** Starts a launcher in CPython 3.15 from npm, and returns what its application wrote. */
function startOn315(lazyImports: boolean): string {
  const { exuvia } = JSON.parse(readFileSync(RUNTIME, 'utf8')) as {
    readonly exuvia: { readonly magic: number }
  }
  const root = temporaryFolder()
  mkdirSync(join(root, 'bin'))
  mkdirSync(join(root, 'lib'))
  writeFileSync(join(root, 'lib', 'cli.py'), CLI)
  const start = { module: 'cli', attribute: 'main' }
  const options = { ...LAUNCHER, runtime: 'cp315', magic: exuvia.magic, start, siblings: [], lazyImports }
  const launcher = join(root, 'bin', 'tidemark')
  writeFileSync(launcher, renderLauncher(options))
  const answer = join(root, 'answer')
  const driver = join(root, 'driver.py')
  writeFileSync(
    driver,
    `sys.argv[:] = ['/host${launcher}', '/host${answer}']
__file__ = sys.argv[0]
try:
    exec(compile(open(__file__).read(), __file__, 'exec'))
except SystemExit as end:
    assert end.code is None, end.code
`,
  )
  const folder = dirname(createRequire(import.meta.url).resolve('cpython-315-wasm/package.json'))
  const args = ['--conditions=@exuvia/source', RUN_EMBEDDED, `${pathToFileURL(folder).href}/`, '3.15', driver]
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  return readFileSync(answer, 'utf8')
}

it('a module is loaded where it is first used, if the launcher makes imports lazy', () => {
  expect(startOn315(true)).toBe('[False, True]')
})

it('a module is loaded where it is imported otherwise', () => {
  expect(startOn315(false)).toBe('[True, True]')
})
