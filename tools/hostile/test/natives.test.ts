/**
 * A sample of `npm run prove:natives`: the wheels of one distribution.
 *
 * @module-tag slow
 * @module-tag pypi
 * @module-tag python3
 * @module-tag readelf
 */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

test('published wheels have the machine code that their tags promise, as readelf says too', () => {
  const script = path.join(import.meta.dirname, '../src/prove-natives.ts')
  const said = execFileSync(process.execPath, ['--conditions=@exuvia/source', script, '--name', 'wrapt'], {
    encoding: 'utf8',
  })
  // LLVM's programs, which read what is not ELF, are not on every machine.
  expect(said.trim()).toMatch(
    /^wheels 2, files 2, compared 1, traced [12], alarms 0, falseAlarms 0, differences 0$/,
  )
})
