import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { compare } from './compare.ts'
import { measure } from './measure.ts'
import { CLI } from './program.ts'

// A second build of the same release, against one from nothing: HTTPie with its dependencies, from the package index.
// Arguments: an interpreter for CPython 3.12 with pip (python3.12), runs (5).
const [python = 'python3.12', runs = '5'] = process.argv.slice(2)
const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-'))
try {
  const project = join(scratch, 'project')
  mkdirSync(join(project, 'src/again'), { recursive: true })
  const quiet = ['--quiet', '--disable-pip-version-check']
  const wheels = ['--only-binary=:all:', '--dest', join(project, 'wheels'), 'httpie==3.2.4']
  execFileSync(python, ['-m', 'pip', 'download', ...quiet, ...wheels], { stdio: 'inherit' })
  writeFileSync(join(project, 'src/again/__init__.py'), '')
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[project]
name = "again"
version = "1.0"
license = "MIT"
dependencies = ["httpie"]

[tool.exuvia]
targets = ["cp312-linux-x86_64"]

[tool.exuvia.dependencies]
wheelhouse = "wheels"

[tool.exuvia.compile]
toolchain = ${JSON.stringify(python)}

[tool.exuvia.licenses]
"PySocks" = "BSD-3-Clause"

[tool.exuvia.policy]
preset = "source-free"

[[tool.exuvia.policy.rules]]
distribution = "pip"
ship = "source"
reason = "pip runs its own files"
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
