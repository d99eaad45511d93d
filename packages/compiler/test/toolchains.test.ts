import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { testEach } from '@exuvia/test-needs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EMBEDDED_RUNTIMES, findInterpreter, findToolchains, selectToolchain } from '../src/index.ts'
import { NATIVE_RUNTIMES, ROOT, native } from './support/interpreters.ts'

const run = promisify(execFile)

/** An environment without this machine's PATH, pyenv or uv. */
let folder = ''
let env: NodeJS.ProcessEnv = {}
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'exuvia-test-')))
  env = { HOME: folder, PATH: join(folder, 'bin') }
  await mkdir(join(folder, 'bin'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const search = (): { env: NodeJS.ProcessEnv; cwd: string } => ({ env, cwd: ROOT })

async function script(name: string, text: string): Promise<string> {
  const path = join(folder, 'bin', name)
  await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return path
}

/** Makes a link to a real interpreter, with the folders above it. */
/** Waits until no process has this command line: one that is killed ends a little later. */
async function expectEnded(command: string): Promise<void> {
  await expect
    .poll(async () => (await run('ps', ['-A', '-o', 'args='], { maxBuffer: 1 << 26 })).stdout, {
      timeout: 10_000,
    })
    .not.toContain(command)
}

async function link(runtime: string, ...path: string[]): Promise<string> {
  const file = join(folder, ...path)
  await mkdir(join(file, '..'), { recursive: true })
  await symlink(await realpath((await native(runtime)).entry), file)
  return file
}

/** An ordinary build that says that it is free-threaded. */
async function freeThreaded(name: string): Promise<string> {
  return script(
    name,
    `exec ${(await native('cp313')).entry} -c 'import sys; sys.abiflags = "t"; exec(sys.argv[-1])' "$@"`,
  )
}

test(
  'an interpreter is asked once in a run, and again where another file replaces it',
  { tags: ['cp313'] },
  async () => {
    const python = (await native('cp313')).entry
    const log = join(folder, 'log')
    const text = `echo asked >> ${log}\nexec ${python} "$@"`
    await script('python3.13', text)
    const [first, second] = await Promise.all([
      selectToolchain('cp313', 'native', search()),
      selectToolchain('cp313', 'native', search()),
    ])
    expect(second).toEqual(first)
    await findInterpreter('cp313', 'native', search())
    expect(await readFile(log, 'utf8')).toBe('asked\n')
    await rm(join(folder, 'bin/python3.13'))
    await script('python3.13', `# another\n${text}`)
    await selectToolchain('cp313', 'native', search())
    expect(await readFile(log, 'utf8')).toBe('asked\nasked\n')
  },
)

describe('native interpreters', () => {
  testEach(NATIVE_RUNTIMES)(
    '%s on this machine reports its exact version and magic number',
    async (runtime) => {
      const toolchain = await native(runtime)
      expect(toolchain).toMatchObject({ kind: 'native', runtime })
      const ask = 'import sys, py_compile; print("%d.%d.%d" % sys.version_info[:3])'
      expect(toolchain.version).toBe((await run(toolchain.entry, ['-c', ask])).stdout.trim())
      const compile = 'import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2])'
      await writeFile(join(folder, 'm.py'), '')
      await run(toolchain.entry, ['-c', compile, join(folder, 'm.py'), join(folder, 'm.pyc')])
      const { stdout } = await run('od', ['-An', '-tu2', '-N2', join(folder, 'm.pyc')])
      expect(toolchain.magic).toBe(Number(stdout.trim()))
    },
  )

  test.each([
    ['PATH by its exact name', ['bin', 'python3.12'], {}],
    ['PATH as python3', ['bin', 'python3'], {}],
    ['PATH as python', ['bin', 'python'], {}],
    ['pyenv at home', ['.pyenv', 'versions', '3.12.1', 'bin', 'python'], {}],
    ['pyenv by PYENV_ROOT', ['p', 'versions', '3.12-dev', 'bin', 'python'], { PYENV_ROOT: 'p' }],
    [
      "uv's folder",
      ['.local', 'share', 'uv', 'python', 'cpython-3.12.1-linux-x86_64-gnu', 'bin', 'python'],
      {},
    ],
    ['UV_PYTHON_INSTALL_DIR', ['u', 'cpython-3.12.1-any', 'bin', 'python'], { UV_PYTHON_INSTALL_DIR: 'u' }],
    ['the Actions tool cache', ['t', 'Python', '3.12.1', 'x64', 'bin', 'python'], { RUNNER_TOOL_CACHE: 't' }],
    [
      'the agent tool cache',
      ['t', 'Python', '3.12.1', 'x64', 'bin', 'python'],
      { AGENT_TOOLSDIRECTORY: 't' },
    ],
  ])('are found: %s', { tags: ['cp312'] }, async (_, path, variables) => {
    const file = await link('cp312', ...path)
    for (const [name, value] of Object.entries(variables)) env[name] = join(folder, value)
    const { toolchain, fallback } = await selectToolchain('cp312', 'auto', search())
    expect(await realpath(toolchain.location)).toBe(await realpath(file))
    expect(fallback).toBeUndefined()
    await expect(selectToolchain('cp311', 'native', search())).rejects.toMatchObject({
      code: 'toolchain-not-found',
    })
  })

  test('a name on PATH comes before pyenv, and the newest of pyenv first', { tags: ['cp312'] }, async () => {
    await link('cp312', '.pyenv', 'versions', '3.12.1', 'bin', 'python')
    const newest = join(folder, '.pyenv', 'versions', '3.12.10', 'bin')
    await mkdir(newest, { recursive: true })
    const said = join(folder, 'asked')
    await writeFile(join(newest, 'python'), `#!/bin/sh\necho newest >> ${said}\nexit 1\n`, { mode: 0o755 })
    await selectToolchain('cp312', 'native', search())
    expect((await run('cat', [said])).stdout).toBe('newest\n')
    await link('cp312', 'bin', 'python3.12')
    await selectToolchain('cp312', 'native', search())
    expect((await run('cat', [said])).stdout).toBe('newest\n')
  })

  test('a failing shim, a program other than Python and one with endless output are skipped and named', async () => {
    await script('python3.12', 'echo "pyenv: python3.12: command not found" >&2; exit 127')
    await script('python3', 'echo hello')
    await script('python', 'while :; do echo y; done')
    await expect(selectToolchain('cp312', 'native', search())).rejects.toMatchObject({
      kind: 'outside',
      code: 'toolchain-not-found',
      message: [
        "no compiler for CPython 3.12: no CPython 3.12 on PATH (python3.12, python3, python), in pyenv, uv's folder or the Actions tool cache",
        `${join(folder, 'bin', 'python3.12')} fails (exit status 127: pyenv: python3.12: command not found)`,
        `${join(folder, 'bin', 'python3')} is not a Python interpreter`,
        `${join(folder, 'bin', 'python')} is not a Python interpreter`,
      ].join('; '),
      hint: 'install one:\nnpm install --save-dev @exuvia/cpython-312\nuv python install 3.12',
    })
  })

  test('the last output of a program is read even after it ends', { tags: ['cp312'] }, async () => {
    const real = (await native('cp312')).entry
    // The answer arrives after the started program ends, as it may on a busy machine.
    const path = await script('python3.12', `(/bin/sleep 0.3; exec ${real} "$@") & exit 0`)
    expect((await selectToolchain('cp312', path, search())).toolchain.runtime).toBe('cp312')
  })

  test('a child that keeps the pipe open does not delay the answer', { tags: ['ps', 'cp312'] }, async () => {
    const real = (await native('cp312')).entry
    const path = await script('python3.12', `/bin/sleep 4243.${process.pid} & exec ${real} "$@"`)
    expect((await selectToolchain('cp312', path, search())).toolchain.runtime).toBe('cp312')
    await expectEnded(`/bin/sleep 4243.${process.pid}`)
  })

  test('a program that hangs is ended, with its children', { tags: ['slow', 'ps'] }, async () => {
    const path = await script('python3.9', `/bin/sleep 4242.${process.pid} & wait`)
    await expect(selectToolchain('cp39', 'native', search())).rejects.toMatchObject({
      message: expect.stringContaining(`${path} gave no answer within 10 seconds`) as string,
    })
    await expectEnded(`/bin/sleep 4242.${process.pid}`)
  })

  test('the signal stops the search', async () => {
    await script('python3.9', 'exec /bin/sleep 100')
    const asked = selectToolchain('cp39', 'native', { ...search(), signal: AbortSignal.timeout(300) })
    await expect(asked).rejects.toMatchObject({ kind: 'interrupted' })
  })

  test('a free-threaded build compiles only by path', { tags: ['cp313'] }, async () => {
    const path = await freeThreaded('python3.13')
    for (const runtime of ['cp313', 'cp313t']) {
      await expect(selectToolchain(runtime, 'native', search())).rejects.toMatchObject({
        code: 'toolchain-not-found',
        message: expect.stringContaining(
          `${path} is free-threaded, and Exuvia uses such only by path`,
        ) as string,
      })
      expect((await selectToolchain(runtime, path, search())).toolchain).toMatchObject({
        runtime,
        magic: 3571,
      })
    }
  })

  test('the compilers of a version serve its free-threaded runtime', { tags: ['cp313'] }, async () => {
    expect((await selectToolchain('cp313t', 'embedded', search())).toolchain).toMatchObject({
      kind: 'embedded',
      runtime: 'cp313t',
      magic: 3571,
    })
    const ordinary = await link('cp313', 'bin', 'python3.13')
    for (const preference of ['auto', 'native', ordinary]) {
      const { toolchain } = await selectToolchain('cp313t', preference, search())
      expect(toolchain).toMatchObject({ kind: 'native', runtime: 'cp313t', magic: 3571 })
    }
  })

  test('only a free-threaded build runs a free-threaded runtime', { tags: ['cp313'] }, async () => {
    const ordinary = await link('cp313', 'bin', 'python3.13')
    for (const preference of ['auto', 'embedded', ordinary]) {
      expect(await findInterpreter('cp313t', preference, search())).toBeUndefined()
    }
    expect((await findInterpreter('cp313', 'embedded', search()))?.kind).toBe('native')
    const path = await freeThreaded('python3.13t')
    for (const preference of ['auto', ordinary, path]) {
      expect((await findInterpreter('cp313t', preference, search()))?.runtime).toBe('cp313t')
    }
    expect((await findToolchains(search())).freeThreaded).toMatchObject([{ runtime: 'cp313t' }])
    expect(await findInterpreter('mpy6', 'auto', search())).toBeUndefined()
    expect(await findInterpreter('cp39', 'auto', search())).toBeUndefined()
  })

  test(
    'findToolchains lists each interpreter with several names once, and the embedded ones',
    { tags: ['cp27', 'cp312'] },
    async () => {
      await link('cp312', 'bin', 'python3.12')
      await link('cp312', 'bin', 'python3')
      await link('cp312', '.pyenv', 'versions', '3.12.1', 'bin', 'python')
      await link('cp27', '.pyenv', 'versions', '2.7.18', 'bin', 'python')
      await script('python3.8', 'exit 127')
      const found = (await findToolchains(search())).toolchains
      expect(found.map(({ kind, runtime }) => `${kind} ${runtime}`)).toEqual([
        'native cp312',
        'native cp27',
        ...EMBEDDED_RUNTIMES.map((runtime) => `embedded ${runtime}`),
      ])
    },
  )
})

describe('an interpreter by path', () => {
  test('is used, relative to the project or by its name on PATH', { tags: ['cp312'] }, async () => {
    await link('cp312', 'bin', 'my-python')
    for (const asked of ['./bin/my-python', 'my-python', join(folder, 'bin', 'my-python')]) {
      const { toolchain } = await selectToolchain('cp312', asked, { env, cwd: folder })
      expect(toolchain.version).toBe('3.12.1')
    }
  })

  test('of another version is refused with its version', { tags: ['cp311'] }, async () => {
    const path = await link('cp311', 'bin', 'python')
    const { version } = await native('cp311')
    await expect(selectToolchain('cp312', path, search())).rejects.toMatchObject({
      kind: 'usage',
      code: 'wrong-interpreter',
      message: `toolchain "${path}" is CPython 3.11 (${version}); expected CPython 3.12`,
    })
  })

  test.each([
    ['a program', async () => script('tool', 'echo 1.0'), 'is not a Python interpreter'],
    ['a folder', async () => join(folder, 'bin'), 'is a folder'],
    ['nothing', async () => './nowhere/python', 'no such file'],
    ['an unknown command', async () => 'no-such-python', 'no such command on PATH'],
  ])('that is %s is reported', async (_, make, says) => {
    await expect(selectToolchain('cp312', await make(), search())).rejects.toMatchObject({
      kind: 'usage',
      code: 'not-an-interpreter',
      message: expect.stringContaining(says) as string,
    })
  })
})

describe('embedded compilers', () => {
  test.each(EMBEDDED_RUNTIMES)('%s is found, and auto says why it chose it', async (runtime) => {
    const { toolchain, fallback } = await selectToolchain(runtime, 'auto', search())
    expect(toolchain).toMatchObject({
      kind: 'embedded',
      runtime,
      location: `@exuvia/cpython-${runtime.slice(2)}`,
    })
    expect(fallback).toMatch(/^no CPython 3\.\d+ on PATH/)
  })

  test('a runtime without one is refused with the list of those that exist', async () => {
    await expect(selectToolchain('cp39', 'embedded', search())).rejects.toMatchObject({
      kind: 'usage',
      message:
        'no embedded compiler exists for CPython 3.9; available: cp310, cp311, cp312, cp313, cp314, cp315',
    })
  })

  test('one that is not installed is reported with the command that installs it', async () => {
    // A copy of this package without its neighbours: no folder above contains the runtimes.
    await cp(join(ROOT, 'packages', 'compiler', 'src'), join(folder, 'compiler', 'src'), { recursive: true })
    await writeFile(join(folder, 'compiler', 'package.json'), '{ "type": "module" }')
    await mkdir(join(folder, 'node_modules', '@exuvia'), { recursive: true })
    const own = JSON.parse(await readFile(join(ROOT, 'packages/compiler/package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const names = Object.keys(own.dependencies).map((name) => name.replace('@exuvia/', ''))
    for (const name of names) {
      await symlink(join(ROOT, 'packages', name), join(folder, 'node_modules', '@exuvia', name))
    }
    const program = `
      import { selectToolchain } from ${JSON.stringify(join(folder, 'compiler', 'src', 'index.ts'))}
      for (const how of ['embedded', 'auto']) {
        await selectToolchain('cp312', how, { env: ${JSON.stringify(env)}, cwd: ${JSON.stringify(folder)} })
          .catch(({ kind, code, message, hint }) => console.log(JSON.stringify([kind, code, message, hint])))
      }`
    const { stdout } = await run(process.execPath, [
      '--conditions=@exuvia/source',
      '--input-type=module',
      '-e',
      program,
    ])
    const [embedded, auto] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[])
    expect(embedded).toEqual([
      'outside',
      'toolchain-not-found',
      'no compiler for CPython 3.12: the embedded one, @exuvia/cpython-312, is not installed',
      'install one:\nnpm install --save-dev @exuvia/cpython-312',
    ])
    expect(auto?.[2]).toContain('; @exuvia/cpython-312 is not installed either')
  })
})

test.each(['cp3', 'mpy6', 'python3.12', ''])('"%s" is not a runtime to compile for', async (runtime) => {
  await expect(selectToolchain(runtime, 'auto', search())).rejects.toMatchObject({
    kind: 'usage',
    code: 'runtime-unknown',
  })
})
