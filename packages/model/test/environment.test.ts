import { delimiter } from 'node:path'
import { expect, test } from 'vitest'

import { pathFolders, programEnvironment } from '../src/index.ts'

test('a program gets only the variables that it needs to start', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/h',
    LANG: 'C',
    LC_CTYPE: 'C.UTF-8',
    PYENV_ROOT: '/p',
    SystemRoot: 'C:\\Windows',
  }
  const dropped = {
    GITHUB_TOKEN: '1',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: '2',
    npm_config__authToken: '3',
    AWS_SECRET_ACCESS_KEY: '4',
    PYTHONPATH: '.',
    PYTHONSTARTUP: 'a.py',
    BASH_ENV: 'a.sh',
    LD_PRELOAD: './a.so',
    GIT_EXTERNAL_DIFF: 'a',
    PYENV_DIR: '.',
    NODE_OPTIONS: '--require ./a.js',
  }
  expect({ ...programEnvironment({ ...kept, ...dropped, TMP: undefined }) }).toEqual(kept)
  expect({ ...programEnvironment(kept, { HOME: '/', X: '1' }) }).toEqual({ ...kept, HOME: '/', X: '1' })
})

test('a program gets no inherited property of the environment object', () => {
  const env = programEnvironment(Object.create({ HOME: '/inherited' }) as Record<string, string>)
  expect(Object.getPrototypeOf(env)).toBeNull()
  expect(env['HOME']).toBeUndefined()
})

test.each(['.', '', './bin', 'bin', '..'])('no program is looked for in "%s" of PATH', (folder) => {
  const list = [folder, '/usr/bin', folder].join(delimiter)
  expect(pathFolders({ PATH: list })).toEqual(['/usr/bin'])
  expect({ ...programEnvironment({ PATH: list, LD_LIBRARY_PATH: list }) }).toEqual({
    PATH: '/usr/bin',
    LD_LIBRARY_PATH: '/usr/bin',
  })
})
