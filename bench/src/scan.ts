import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { type Contender, compare } from './compare.ts'
import { measure } from './measure.ts'
import { copyStandardLibrary } from './standard-library.ts'

// What the search for secrets and traces of the build machine costs beside compiling, cold: the sources, and the
// constants of the bytecode. A warm build searches nothing: `npm run bench:again`. The ratio of processor seconds has to
// stay below 1.2.
// Arguments: runtime (cp312), runs (3).
const [runtime = 'cp312', runs = '3'] = process.argv.slice(2)
const library = await copyStandardLibrary(runtime)
try {
  console.log(`standard library of CPython ${library.version}: ${library.files} files`)
  const cache = join(library.scratch, 'cold')
  const contender = (name: string, ...more: readonly string[]): Contender => ({
    name,
    prepare: () => Promise.resolve(rmSync(cache, { recursive: true, force: true })),
    run: () =>
      measure(process.execPath, [
        ...process.execArgv,
        join(import.meta.dirname, 'examine-once.ts'),
        library.folder,
        cache,
        library.runtime,
        library.python,
        ...more,
      ]),
  })
  await compare(contender('compile and search, cold', 'search'), contender('compile, cold'), Number(runs))
} finally {
  library.remove()
}
