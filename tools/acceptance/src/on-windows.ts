/**
 * Builds a release for Windows and runs it there: two programs unpack the zip alike, and `bin\NAME.cmd` passes on
 * arguments and exit codes. Run it on Windows, with any CPython from 3.11 on as `python`.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cliCommand } from '@exuvia/test-needs'

const APPLICATION = `import json, os, sys

def main():
    print(json.dumps({'argv': sys.argv[1:], 'leaks': [name for name in os.environ if name.lower().startswith('_xv_')]}))
    return int(os.environ.get('STATUS', '0'))
`
/** As typed, and as the application gets it. */
const ARGUMENTS: readonly (readonly [string, string])[] = [
  ['plain', 'plain'],
  ['"a b"', 'a b'],
  ['""', ''],
  ['"a&b|c<d>e"', 'a&b|c<d>e'],
  ['"a^b"', 'a^b'],
  ['!x!', '!x!'],
  ['100%', '100%'],
  ['(x)', '(x)'],
  ['--key=value', '--key=value'],
  ['"say \\"hi\\""', 'say "hi"'],
]

const root = mkdtempSync(path.join(tmpdir(), 'exuvia-windows-'))
try {
  await main()
} finally {
  rmSync(root, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const version = execFileSync('python', ['-c', 'import sys; print("%d%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  }).trim()
  const [program, ...more] = await cliCommand()
  const exuvia = (folder: string, ...args: readonly string[]): void => {
    execFileSync(program, [...more, ...args], { cwd: folder, stdio: 'inherit' })
  }
  writeProject(`cp${version}-win_amd64`)
  exuvia(path.join(root, 'project'), 'build', '--out', path.join(root, 'dist'))
  const zip = readdirSync(path.join(root, 'dist')).find((name) => name.endsWith('.zip')) ?? ''
  const archive = path.join(root, 'dist', zip)
  execFileSync('powershell', [
    '-NoProfile',
    '-Command',
    `Expand-Archive -LiteralPath '${archive}' -DestinationPath '${path.join(root, 'explorer')}'`,
  ])
  execFileSync('python', ['-m', 'zipfile', '-e', archive, path.join(root, 'zipfile')])
  const manifest = path.join('dist', 'tide-1.0.manifest.json')
  for (const folder of ['explorer', 'zipfile']) {
    exuvia(root, 'verify', path.join(folder, 'tide-1.0'), '--manifest', manifest)
  }
  const hard = path.join(root, 'a & b (c) %PATH% ^ !x!')
  renameSync(path.join(root, 'explorer'), hard)
  runCommands(path.join(hard, 'tide-1.0'), version)
}

function writeProject(target: string): void {
  const folder = path.join(root, 'project')
  mkdirSync(path.join(folder, 'tide'), { recursive: true })
  const config = `[project]\nname = "tide"\nversion = "1.0"\nlicense = "MIT"\n[project.scripts]\ntide = "tide:main"\n`
  writeFileSync(path.join(folder, 'pyproject.toml'), `${config}[tool.exuvia]\ntargets = ["${target}"]\n`)
  writeFileSync(path.join(folder, 'tide', '__init__.py'), APPLICATION)
}

/** @param version the digits of the Python's tag, such as `312` */
function runCommands(folder: string, version: string): void {
  const typed = ARGUMENTS.map(([text]) => text).join(' ')
  const ran = type(folder, `bin\\tide.cmd ${typed}`)
  assert.equal(ran.status, 0, ran.stderr)
  assert.deepEqual(JSON.parse(ran.stdout), { argv: ARGUMENTS.map(([, text]) => text), leaks: [] })
  assert.equal(type(folder, 'bin\\tide', { STATUS: '7' }).status, 7)
  assert.equal(type(folder, 'bin\\tide.cmd || exit 9', { STATUS: '7' }).status, 9)
  assert.equal(type(folder, 'bin\\tide.cmd && exit 9', { STATUS: '7' }).status, 7)
  assert.equal(type(folder, 'bin\\tide.cmd && exit 9').status, 9)
  writeFileSync(path.join(folder, 'calls.cmd'), '@call bin\\tide.cmd\r\n@exit /b %ERRORLEVEL%\r\n')
  assert.equal(type(folder, 'calls.cmd', { STATUS: '7' }).status, 7)
  const python = execFileSync('python', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim()
  const system = path.join(process.env['SystemRoot'] ?? '', 'System32')
  assert.equal(type(folder, 'bin\\tide.cmd', { PATH: system, EXUVIA_PYTHON: `"${python}"` }).status, 0)
  const missing = type(folder, 'bin\\tide.cmd', { PATH: system })
  assert.equal(missing.status, 127, missing.stdout)
  assert.equal(type(folder, 'bin\\tide.cmd && exit 9', { PATH: system }).status, 127)
  assert.equal(type(folder, 'bin\\tide.cmd || exit 9', { PATH: system }).status, 9)
  assert.match(missing.stderr, /tide 1\.0 needs CPython 3\.\d+, but no Python was found on PATH/)
  assert.equal(type(folder, 'bin\\tide.cmd', { EXUVIA_PYTHON: 'no-such-python' }).status, 127)
  // py.exe, in the folder of Windows or alone on PATH, where it knows this Python.
  const option = `-${version.slice(0, 1)}.${version.slice(1)}`
  const found = type(folder, `py ${option} -c "import sys; print(sys.executable)" && where py`)
  if (found.status === 0) {
    const py = path.dirname(found.stdout.trim().split(/\r?\n/)[1] ?? '')
    const started = type(folder, 'bin\\tide.cmd by py', { PATH: `${py};${system}` })
    assert.deepEqual((JSON.parse(started.stdout) as { argv: string[] }).argv, ['by', 'py'])
  } else console.log(`not tried: py.exe knows no ${option}`)
}

/** Runs a line of the command interpreter, as if it were typed in a folder. */
function type(
  cwd: string,
  line: string,
  environment: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const names = new Set(Object.keys(environment).map((name) => name.toLowerCase()))
  const kept = Object.entries(process.env).filter(([name]) => !names.has(name.toLowerCase()))
  return spawnSync(process.env['ComSpec'] ?? 'cmd.exe', ['/d', '/s', '/c', `"${line}"`], {
    cwd,
    env: { ...Object.fromEntries(kept), ...environment },
    encoding: 'utf8',
    windowsVerbatimArguments: true,
  })
}
