import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Part of a configuration about pip, which runs files of its own by their path. */
export const PIP_AS_SOURCE = `
[[tool.exuvia.policy.rules]]
distribution = "pip"
ship = "source"
reason = "pip runs its own files"
`

/**
 * Writes a project of one empty module that depends on HTTPie, with the wheels of all that it needs from the package
 * index.
 * @param python an interpreter for CPython 3.12 with pip
 * @param config what the configuration has besides
 */
export function writeHttpieProject(project: string, python: string, config: string): void {
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

[tool.exuvia.licenses]
"PySocks" = "BSD-3-Clause"

[tool.exuvia.policy]
preset = "source-free"
${config}`,
  )
}
