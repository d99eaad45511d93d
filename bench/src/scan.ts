import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { writeLibraryProject } from './library-project.ts'
import { measure } from './measure.ts'
import { secondsIn } from './profile.ts'
import { CLI_SOURCE } from './program.ts'
import { copyStandardLibrary } from './standard-library.ts'

// What the search for secrets and traces of the build machine takes of a build, cold and when nothing changed: the
// seconds in its functions, by Node's profiler, and the processor seconds of the same run.
// Arguments: runtime (cp312), runs (3).
const [runtime = 'cp312', runs = '3'] = process.argv.slice(2)
/** The rules and what gives them texts; not what finds out which files changed. */
const SEARCH = /\/packages\/(?:leaks\/src|pipeline\/src\/leaks\/(?:scan-file|bytecode-text))/

const library = await copyStandardLibrary(runtime)
try {
  console.log(`standard library of CPython ${library.version}: ${library.files} files`)
  const project = writeLibraryProject(library)
  const cache = join(library.scratch, 'cache')
  const out = join(library.scratch, 'dist')
  const profiles = join(library.scratch, 'profiles')
  const build = async (name: string): Promise<void> => {
    rmSync(profiles, { recursive: true, force: true })
    const { cpu = Number.NaN } = await measure(
      process.execPath,
      [...process.execArgv, '--cpu-prof', '--cpu-prof-dir', profiles, CLI_SOURCE, 'build', '--out', out],
      { cwd: project, env: { ...process.env, EXUVIA_CACHE_DIR: cache } },
    )
    const search = secondsIn(profiles, (url) => SEARCH.test(url))
    console.log(
      `  ${name}  build ${cpu.toFixed(2).padStart(6)} s processor, search ${search.toFixed(2)} s, ` +
        `${((search / cpu) * 100).toFixed(1)} %`,
    )
  }
  for (let run = 1; run <= Number(runs); run += 1) {
    for (const folder of [cache, out]) rmSync(folder, { recursive: true, force: true })
    await build(`run ${run}, cold           `)
    await build(`run ${run}, nothing changed`)
  }
} finally {
  library.remove()
}
