import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { selectToolchain } from '@exuvia/compiler'

/** A native interpreter and a copy of its standard library's Python files, without those that it cannot compile. */
export interface StandardLibrary {
  readonly python: string
  readonly runtime: string
  readonly version: string
  /** Absolute path of the copy. */
  readonly folder: string
  readonly files: number
  /** A folder for everything else of this benchmark; `remove` deletes it and the copy. */
  readonly scratch: string
  remove(): void
}

/** Prints the folder of the standard library. */
const WHERE = 'import os; print(os.path.dirname(os.__file__))'
/** Prints the files below the given folder that do not compile: the test suite contains deliberately invalid ones. */
const UNCOMPILABLE = `
import os, sys, warnings
warnings.simplefilter("ignore")
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if name.endswith(".py"):
            try:
                compile(open(path, "rb").read(), name, "exec", dont_inherit=True)
            except Exception:
                print(path)
`

/** Copies the standard library of a runtime with a native interpreter on this machine. */
export async function copyStandardLibrary(runtime: string): Promise<StandardLibrary> {
  const { toolchain } = await selectToolchain(runtime, 'native', { env: process.env, cwd: process.cwd() })
  const python = toolchain.location
  const source = execFileSync(python, ['-c', WHERE], { encoding: 'utf8' }).trim()
  const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-'))
  const folder = join(scratch, 'library')
  cpSync(source, folder, {
    recursive: true,
    filter: (path) =>
      statSync(path).isDirectory()
        ? !['__pycache__', 'site-packages'].includes(basename(path))
        : path.endsWith('.py'),
  })
  for (const path of execFileSync(python, ['-c', UNCOMPILABLE, folder], { encoding: 'utf8' }).split('\n')) {
    if (path !== '') rmSync(path)
  }
  return {
    python,
    runtime,
    version: toolchain.version,
    folder,
    files: globSync('**/*.py', { cwd: folder }).length,
    scratch,
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  }
}
