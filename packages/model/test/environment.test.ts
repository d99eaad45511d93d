import { expect, test } from 'vitest'

import { withoutSecrets } from '../src/index.ts'

test('a program is given what it needs, and no secret', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/h',
    LANG: 'C',
    PYENV_ROOT: '/p',
    SystemRoot: 'C:\\Windows',
    SSH_AUTH_SOCK: 's',
  }
  const secret = {
    GITHUB_TOKEN: '1',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: '2',
    npm_config__authToken: '3',
    AWS_SECRET_ACCESS_KEY: '4',
    PGPASSWORD: '5',
    OPENAI_API_KEY: '6',
    GOOGLE_APPLICATION_CREDENTIALS: '7',
    SIGNING_PRIVATE_KEY: '8',
  }
  expect(withoutSecrets({ ...kept, ...secret })).toEqual(kept)
})
