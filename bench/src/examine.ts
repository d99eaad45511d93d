import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { type Contender, compare } from './compare.ts'
import { measure } from './measure.ts'
import { copyStandardLibrary } from './standard-library.ts'

// What it costs to find what bytecode breaks: compiling with and without it, cold, and on a warm cache.
// Arguments: a folder of modules (the standard library), runtime (cp312), runs (5).
const [given = '', runtime = 'cp312', runs = '5'] = process.argv.slice(2)
const library = await copyStandardLibrary(runtime)
try {
  const folder = given === '' ? library.folder : given
  console.log(
    given === '' ? `standard library of CPython ${library.version}: ${library.files} files` : folder,
  )
  const [cold, warm] = [join(library.scratch, 'cold'), join(library.scratch, 'warm')]
  const run = (cache: string, ...more: readonly string[]): ReturnType<typeof measure> =>
    measure(process.execPath, [
      ...process.execArgv,
      join(import.meta.dirname, 'examine-once.ts'),
      folder,
      cache,
      library.runtime,
      library.python,
      ...more,
    ])
  const contender = (name: string, prepare: () => void, ...more: readonly string[]): Contender => ({
    name,
    prepare: async () => prepare(),
    run: () => run(cold, ...more),
  })
  const empty = (): void => rmSync(cold, { recursive: true, force: true })
  await compare(
    contender('compile and examine, cold', empty, 'examine'),
    contender('compile, cold', empty),
    Number(runs),
  )
  await run(warm, 'examine')
  const fill = (): void => {
    empty()
    cpSync(warm, cold, { recursive: true })
  }
  await compare(
    contender('compile and examine, warm', fill, 'examine'),
    contender('compile, warm', fill),
    Number(runs),
  )
} finally {
  library.remove()
}
