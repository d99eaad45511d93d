import { describe, expect, test } from 'vitest'
import { type LockFacts, lockLine, planLock } from '../src/lock/plan-lock.ts'

const PLAIN: LockFacts = {
  file: undefined,
  hasUvLock: false,
  isUvProject: false,
  source: 'pyproject.toml',
  namesIndex: false,
  extras: [],
  groups: [],
  runtimes: ['cp312', 'cp39', 'cp310'],
}
const NOTHING = { upgrade: false, upgradePackages: [], offline: false }

describe('the command that makes a lock', () => {
  test.each<[string, Partial<LockFacts>, string]>([
    ['a project of uv: uv.lock', { isUvProject: true }, 'uv lock'],
    [
      'any other: pylock.toml from the lowest Python of the targets on',
      {},
      'uv pip compile --universal --format pylock.toml --python-version 3.9 --no-python-downloads pyproject.toml --output-file pylock.toml',
    ],
    [
      'the extras and groups that ship, which pylock.toml cannot leave open',
      { extras: ['yaml'], groups: ['ops'], runtimes: ['mpy6'], source: 'setup.py' },
      'uv pip compile --universal --format pylock.toml --extra yaml --group ops setup.py --output-file pylock.toml',
    ],
    [
      'pylock.toml beside uv.lock: the same resolution',
      { file: 'pylock.toml', hasUvLock: true, isUvProject: true, groups: ['ops'] },
      'uv export --format pylock.toml --no-emit-project --no-default-groups --group ops --output-file pylock.toml',
    ],
    [
      'a requirements file with its index',
      { file: 'deps/all.txt', namesIndex: true, runtimes: ['cp312'] },
      'uv pip compile --universal --generate-hashes --emit-index-url --python-version 3.12 --no-python-downloads pyproject.toml --output-file deps/all.txt',
    ],
    ['the lock of the workspace', { file: '../uv.lock' }, 'uv lock'],
    [
      'a name that a shell would split',
      { file: 'my lock.txt', runtimes: [] },
      "uv pip compile --universal --generate-hashes pyproject.toml --output-file 'my lock.txt'",
    ],
  ])('%s', (_title, facts, line) => {
    expect(lockLine(planLock({ ...PLAIN, ...facts }, NOTHING))).toBe(line)
  })

  test('upgrades all packages, or some', () => {
    const wishes = { upgrade: true, upgradePackages: ['click', 'six'], offline: true }
    expect(planLock({ ...PLAIN, isUvProject: true }, wishes).args).toEqual(
      'lock --upgrade --upgrade-package click --upgrade-package six --offline'.split(' '),
    )
  })
})
