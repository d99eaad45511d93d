import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { StandardLibrary } from './standard-library.ts'

/** Writes a project whose only package is a standard library. @returns its folder */
export function writeLibraryProject(library: StandardLibrary): string {
  const project = join(library.scratch, 'project')
  mkdirSync(join(project, 'src'), { recursive: true })
  cpSync(library.folder, join(project, 'src/library'), { recursive: true })
  writeFileSync(join(project, 'src/library/__init__.py'), '')
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[project]
name = "library"
version = "1.0"
license = "PSF-2.0"

[tool.exuvia]
targets = ["${library.runtime}-any"]

[tool.exuvia.compile]
toolchain = ${JSON.stringify(library.python)}

[[tool.exuvia.policy.rules]]
path = "lib/library/turtledemo/**"
ship = "source"
reason = "it lists its own sources"
`,
  )
  return project
}
