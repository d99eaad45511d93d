/**
 * What a launcher costs: `bin/x` against the same entry point started by hand, in turns,
 * so that both meet the same machine. Prints medians in milliseconds.
 *
 *     npm run measure -w packages/launcher -- python3.12 100     (a Python 3)
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderLauncher } from '@exuvia/launcher'

const [python = 'python3', rounds = '100'] = process.argv.slice(2)
const about =
  'import sys, importlib.util as u; print(sys.executable, *sys.version_info[:2], int.from_bytes(u.MAGIC_NUMBER[:2], "little"))'
const [executable = '', major, minor, magic] = ask([python, '-c', about]).trim().split(' ')

const root = mkdtempSync(join(tmpdir(), 'measure-'))
try {
  for (const folder of ['bin', 'lib', 'path']) mkdirSync(join(root, folder))
  symlinkSync(executable, join(root, 'path', `python${major}.${minor}`))
  writeFileSync(join(root, 'lib', 'm.py'), 'def f():\n    return 0\n')
  const launcher = join(root, 'bin', 'x')
  const text = renderLauncher({
    runtime: `cp${major}${minor}`,
    magic: Number(magic),
    start: { module: 'm', attribute: 'f' },
    native: false,
    gui: false,
    script: 'x',
    stem: 'x-1',
    siblings: [],
  })
  writeFileSync(launcher, text)
  chmodSync(launcher, 0o755)

  const code = 'import sys; sys.path.insert(0, "lib"); from m import f; sys.exit(f())'
  const ways = {
    'by hand': [join(root, 'path', `python${major}.${minor}`), '-c', code],
    launcher: [launcher],
    'launcher, by hand': [join(root, 'path', `python${major}.${minor}`), launcher],
  }
  const times = new Map(Object.keys(ways).map((way) => [way, [] as number[]]))
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [way, command] of Object.entries(ways)) {
      const from = process.hrtime.bigint()
      ask(command, root)
      times.get(way)?.push(Number(process.hrtime.bigint() - from) / 1e6)
    }
  }
  for (const [way, values] of times) {
    console.log(`${way.padEnd(20)} ${(values.sort((a, b) => a - b)[values.length >> 1] ?? 0).toFixed(1)} ms`)
  }
} finally {
  rmSync(root, { recursive: true })
}

function ask(command: readonly string[], folder?: string): string {
  const [program = '', ...args] = command
  const env = folder === undefined ? process.env : { PATH: join(folder, 'path') }
  const result = spawnSync(program, args, { encoding: 'utf8', env, cwd: folder })
  if (result.status !== 0) throw new Error(`${program}: ${result.stderr}`)
  return result.stdout
}
