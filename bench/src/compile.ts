import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { compare } from './compare.ts'
import { measure } from './measure.ts'
import { copyStandardLibrary } from './standard-library.ts'

// The compile step alone, cold, on two workers each. Arguments: runtime (cp312), runs (5).
const [runtime = 'cp312', runs = '5'] = process.argv.slice(2)
const library = await copyStandardLibrary(runtime)
try {
  console.log(`standard library of CPython ${library.version}: ${library.files} files`)
  const cache = join(library.scratch, 'cache')
  await compare(
    {
      name: 'exuvia compile step',
      prepare: async () => rmSync(cache, { recursive: true, force: true }),
      run: () =>
        measure(process.execPath, [
          join(import.meta.dirname, 'compile-once.ts'),
          library.folder,
          cache,
          library.runtime,
          library.python,
        ]),
    },
    {
      name: 'compileall -q -f -j2',
      prepare: async () => {
        for (const folder of globSync('**/__pycache__', { cwd: library.folder })) {
          rmSync(join(library.folder, folder), { recursive: true })
        }
      },
      run: () => measure(library.python, ['-m', 'compileall', '-q', '-f', '-j2', library.folder]),
    },
    Number(runs),
  )
} finally {
  library.remove()
}
