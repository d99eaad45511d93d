/**
 * A machine without Python tries tarballs with CPython in WebAssembly.
 *
 * @module-tag slow
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '@exuvia/test-needs'
import { beforeAll, expect, test } from 'vitest'
import { type RunContext, buildRelease, tryTarballs } from '../../src/index.ts'
import type { TriedTarball } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { pyproject, writeProject } from '../support/trial-project.ts'

const OUTSIDE = path.join(temporaryFolder(), 'outside')

/** What works, what fails without source, and what WebAssembly cannot do. */
const LIMPET = {
  'pyproject.toml': pyproject(
    'limpet',
    { limpet: 'limpet.cli:main', 'limpet-asks': 'limpet.cli:asks' },
    '[tool.exuvia]\ntargets = ["cp313-any"]\n',
  ),
  'limpet/__init__.py': '',
  'limpet/plain.py': 'import json\nX = json.dumps({})\n',
  'limpet/reads.py':
    'import inspect, limpet.plain\nSOURCE = getattr(inspect, "get" + "source")(limpet.plain)\n',
  'limpet/hungry.py': 'ALL = []\nwhile True:\n    ALL.append(bytearray(64 << 20))\n',
  'limpet/threads.py': 'import threading\nthreading.Thread(target=print).start()\n',
  'limpet/process.py': 'import subprocess\nsubprocess.run(["true"])\n',
  'limpet/dials.py': 'import socket\nsocket.create_connection(("192.0.2.1", 80), 1)\n',
  'limpet/store.py':
    'try:\n    import sqlite3\nexcept ImportError as error:\n    raise RuntimeError("no store") from error\n',
  'limpet/writes.py': 'open(__file__ + ".new", "w")\n',
  'limpet/escapes.py': `import os\nassert not os.path.exists("/etc"), "/etc"\nassert not os.path.exists(${JSON.stringify(path.dirname(OUTSIDE))})\n`,
  'limpet/cli.py': `import os, sys
def main():
    open(os.path.join(os.environ["HOME"], "kept"), "w").close()
    print("usage: limpet", *sys.argv[1:])
def asks():
    sys.exit("limpet-asks takes no arguments")
`,
}

/** No interpreter is found: neither on PATH, nor where pyenv and uv keep theirs. */
function machineWithoutPython(cwd: string): RunContext {
  const home = temporaryFolder()
  return contextFor(cwd, {
    PATH: '',
    HOME: home,
    PYENV_ROOT: path.join(home, 'pyenv'),
    UV_PYTHON_INSTALL_DIR: path.join(home, 'uv'),
  })
}

let tried: TriedTarball | undefined
let passed: boolean | undefined

beforeAll(async () => {
  const root = writeProject(LIMPET)
  await buildRelease({ project: root, try: false }, machineWithoutPython(root))
  const report = await tryTarballs({ project: root, tarballs: [] }, machineWithoutPython(root))
  passed = report.passed
  tried = report.tarballs[0]
}, 240_000)

test('the result says that CPython in WebAssembly ran it, and what worked', () => {
  expect(tried?.result).toMatchObject({
    kind: 'tried',
    toolchain: 'embedded',
    version: expect.stringMatching(/^3\.13\./),
    network: 'off',
    // limpet, cli, escapes, plain, and two entry points.
    modules: 6,
    commands: 1,
  })
})

test('what fails in the tarball and works from source is an error, as with an interpreter', () => {
  expect(passed).toBe(false)
  const errors = tried?.findings.filter(({ severity }) => severity === 'error') ?? []
  expect(errors.map(({ code, args }) => [code, args['what']])).toEqual([['trial-fails', 'limpet.reads']])
  expect(JSON.stringify(errors)).toContain('OSError: could not get source code')
})

test('what WebAssembly cannot do is unknown, and said so: memory, threads, processes, sockets, modules in C, a changed release', () => {
  expect(tried?.result).toMatchObject({
    unknown: [
      'limpet-asks --help',
      'limpet.dials',
      'limpet.hungry',
      'limpet.process',
      'limpet.store',
      'limpet.threads',
      'limpet.writes',
    ],
  })
  const said = JSON.stringify(tried?.findings.find(({ code }) => code === 'trial-unknown'))
  for (const name of ['dials', 'hungry', 'process', 'store', 'threads', 'writes']) {
    expect(said).toContain(`limpet.${name}: CPython in WebAssembly cannot do this: `)
  }
  expect(said).toContain("No module named 'sqlite3'")
  expect(said).toContain('limpet-asks --help: exit code 1: limpet-asks takes no arguments')
})

test('nothing outside of its folders exists for it', () => {
  expect(existsSync(OUTSIDE)).toBe(false)
  expect(JSON.stringify(tried?.findings)).not.toContain('limpet.escapes')
})
