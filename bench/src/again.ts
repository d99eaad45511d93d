import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { compare } from './compare.ts'
import { PIP_AS_SOURCE, writeHttpieProject } from './httpie-project.ts'
import { measure } from './measure.ts'
import { CLI } from './program.ts'

// A second build of the same release, against one from nothing: HTTPie with its dependencies, from the package index.
// Arguments: an interpreter for CPython 3.12 with pip (python3.12), runs (5).
const [python = 'python3.12', runs = '5'] = process.argv.slice(2)
const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-'))
try {
  const project = join(scratch, 'project')
  writeHttpieProject(
    project,
    python,
    `${PIP_AS_SOURCE}
[tool.exuvia.compile]
toolchain = ${JSON.stringify(python)}
`,
  )
  const env = { ...process.env, EXUVIA_CACHE_DIR: join(scratch, 'cache') }
  const build = (...args: readonly string[]) =>
    measure(process.execPath, [CLI, 'build', ...args], { cwd: project, env })
  await build()
  await compare(
    { name: 'exuvia build, again', prepare: async () => undefined, run: () => build() },
    {
      name: 'exuvia build --no-cache',
      prepare: async () => undefined,
      run: () => build('--no-cache', '--out', join(scratch, 'fresh')),
    },
    Number(runs),
  )
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
