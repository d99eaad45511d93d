import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { makeBundle } from './make.ts'

// The bundle lives on release branches and tags, so no checked-in copy proves that the sources
// give one: this makes it, and starts it as a runner does. `npm test` tries all it does.
const PROJECT = `[project]
name = "harbour"
version = "1.4.0"
license = "MIT"

[tool.exuvia]
targets = ["cp312-any"]
`

const folder = mkdtempSync(join(tmpdir(), 'exuvia-bundle-'))
try {
  const bundle = join(folder, 'bundle')
  makeBundle(bundle)
  const workspace = join(folder, 'workspace')
  mkdirSync(join(workspace, 'harbour'), { recursive: true })
  writeFileSync(join(workspace, 'pyproject.toml'), PROJECT)
  writeFileSync(join(workspace, 'harbour/__init__.py'), '')
  const output = join(folder, 'output')
  writeFileSync(output, '')
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(bundle, 'main.js')], {
    cwd: workspace,
    encoding: 'utf8',
    env: { INPUT_COMMAND: 'plan', GITHUB_WORKSPACE: workspace, GITHUB_OUTPUT: output, HOME: folder },
  })
  if (status !== 0 || !readFileSync(output, 'utf8').includes('cp312-any')) {
    console.error(`the Action's bundle does not run (exit status ${status}):\n${stdout}${stderr}`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
