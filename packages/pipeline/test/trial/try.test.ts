import { existsSync } from 'node:fs'
import path from 'node:path'
import { describeFinding } from '@exuvia/model'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TriedTarball, buildRelease, tryTarballs } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { pyproject, writeProject } from '../support/trial-project.ts'

/** Modules and commands that do everything that a trial has to survive. */
const KELP = {
  'pyproject.toml': pyproject(
    'kelp',
    {
      kelp: 'kelp.cli:main',
      'kelp-add': 'kelp.cli:add',
      'kelp-clean': 'kelp.cli:clean',
      'kelp-dice': 'kelp.cli:dice',
      'kelp-peek': 'kelp.cli:peek',
      'kelp-refuses': 'kelp.cli:refuses',
    },
    '[tool.exuvia]\ntargets = ["cp312-any", "cp312-win_amd64"]\n' +
      '[[tool.exuvia.try.commands]]\nrun = ["kelp-add", "2", "3"]\noutput = "5"\nexit = 7\n' +
      '[[tool.exuvia.try.commands]]\nrun = ["kelp-add", "2"]\noutput = "3"\nexit = 7\n',
  ),
  'kelp/__init__.py': '',
  'kelp/__main__.py': 'open("/tmp/exuvia-trial-ran-main", "w")\n',
  'kelp/plain.py': 'X = 1\n',
  'kelp/reads.py': 'import inspect, kelp.plain\nSOURCE = getattr(inspect, "get" + "source")(kelp.plain)\n',
  'kelp/quits.py': 'import sys\nsys.exit(3)\n',
  'kelp/dies.py': 'import os\nos._exit(4)\n',
  'kelp/hangs.py': 'import time\ntime.sleep(1000)\n',
  'kelp/optional.py': 'import no_such_module_anywhere\n',
  'kelp/threads.py': 'import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n',
  'kelp/json.py': 'X = 1\n',
  'kelp/warns.py': 'X = "\\S"\nY = 1 is 1\n',
  'kelp/cli.py': `import os, random, socket, sys
def main():
    import kelp.warns
    print("usage: kelp")
def clean():
    names = [n for n in os.environ if "TOKEN" in n or "SECRET" in n or "PROXY" in n.upper()]
    assert not names, names
    assert "exuvia-try-" in os.environ["HOME"] and "exuvia-try-" in os.getcwd()
    import tempfile
    assert "exuvia-try-" in tempfile.mkdtemp()
def add():
    print(sum(map(int, sys.argv[1:])))
    sys.exit(7)
def dice():
    print(random.SystemRandom().random(), hex(id(object())), __file__)
def peek():
    print("beside its source:", os.path.exists(__file__.replace(".pyc", ".py")))
def refuses():
    sys.exit("kelp-refuses takes no arguments")
`,
}

describe('exuvia try', { tags: ['cp312', 'slow'] }, () => {
  let tried: TriedTarball | undefined
  let passed: boolean | undefined
  let windows: TriedTarball | undefined
  const said = (what: string): string | undefined => {
    const item = tried?.findings.find(({ args }) => args['what'] === what)
    return item === undefined ? undefined : `${item.severity} ${item.code} ${describeFinding(item).message}`
  }
  const unknown = (): string => {
    const item = tried?.findings.find(({ code }) => code === 'trial-unknown')
    return item === undefined ? '' : describeFinding(item).message
  }

  beforeAll(async () => {
    const root = writeProject(KELP)
    const secrets = {
      GITHUB_TOKEN: 'x',
      MY_SECRET: 'x',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
      HTTPS_PROXY: 'x',
    }
    await buildRelease({ project: root }, contextFor(root))
    const report = await tryTarballs({ project: root, tarballs: [], timeout: 12 }, contextFor(root, secrets))
    passed = report.passed
    ;[tried, windows] = report.tarballs
  }, 240_000)

  test('a module that needs its source is an error, with its traceback, its line and a rule', () => {
    expect(passed).toBe(false)
    expect(said('kelp.reads')).toContain('error trial-fails')
    expect(said('kelp.reads')).toContain('OSError: could not get source code')
    expect(said('kelp.reads')).toContain('File "<release>/lib/kelp/reads.py", line 2')
    const item = tried?.findings.find(({ args }) => args['what'] === 'kelp.reads')
    expect(item?.args['cure']).toContain('distribution = "kelp" and ship = "both"')
  })

  test('a warning of the compiler is no difference', () => {
    expect(said('kelp --help')).toBeUndefined()
  })

  test('what fails from source too is unknown: an exit, a crash, a hang, a missing module, a status', () => {
    expect(unknown()).toContain('kelp.quits: it ends the program as it is imported, with status 3')
    expect(unknown()).toContain('kelp.dies: it ends the process as it is imported: exit code 4')
    expect(unknown()).toContain('kelp.hangs: no end within 12 seconds')
    expect(unknown()).toContain(
      "kelp.optional: ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    )
    expect(unknown()).toContain('kelp-refuses --help: exit code 1: kelp-refuses takes no arguments')
  })

  test('a configured command has its own arguments, status and output', () => {
    expect(unknown()).toContain('kelp-add 2: its output lacks "3"')
    expect(unknown()).not.toContain('kelp-add 2 3')
  })

  test('nothing else is reported, and what worked is counted', () => {
    expect(tried?.findings.map(({ code }) => code).sort()).toEqual([
      'trial-differs',
      'trial-fails',
      'trial-unknown',
    ])
    expect(tried?.result).toMatchObject({
      kind: 'tried',
      toolchain: 'native',
      unknown: [
        'kelp-add 2',
        'kelp-refuses --help',
        'kelp.dies',
        'kelp.hangs',
        'kelp.optional',
        'kelp.quits',
      ],
      // kelp, cli, json, plain, threads, and the entry points.
      modules: 12,
      commands: 5,
    })
  })

  test('a command that prints something else is a warning, unless it prints something else each time', () => {
    expect(said('kelp-peek --help')).toContain('warning trial-differs')
    expect(said('kelp-peek --help')).toContain('line 1 of its output is "beside its source: False"')
    expect(said('kelp-dice --help')).toBeUndefined()
  })

  test('a program sees no secret of the caller, and a HOME of its own', () => {
    expect(said('kelp-clean --help')).toBeUndefined()
  })

  test('__main__ is not imported', () => {
    expect(existsSync(path.join('/tmp', 'exuvia-trial-ran-main'))).toBe(false)
  })

  test('a tarball for another system is not tried, with the reason', () => {
    const reason = 'it is for win_amd64, and this machine is not'
    expect(windows?.result).toEqual({ kind: 'not-tried', reason })
    expect(windows?.findings.map(({ code }) => code)).toEqual(['not-tried'])
  })
})
