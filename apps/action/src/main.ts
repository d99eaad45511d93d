import { ExuviaError, messageOf } from '@exuvia/model'

import { readInputs } from './inputs.ts'
import { run } from './run.ts'
import { openRunner } from './runner.ts'
import { takeSecrets } from './secrets.ts'

const runner = openRunner(process.env, (line) => process.stdout.write(line))
const secrets = takeSecrets(process.env)
const { env, token } = secrets
// Before anything can fail with the token in its message.
runner.mask(token)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () =>
    stop.abort(new ExuviaError('interrupted', 'interrupted', 'the job was cancelled')),
  )
}
try {
  const done = await run({
    inputs: readInputs({ ...env, INPUT_TOKEN: token }),
    runner,
    secrets,
    signal: stop.signal,
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
  })
  if (!done) process.exitCode = 1
} catch (error) {
  process.exitCode = 1
  if (error instanceof ExuviaError) {
    const text = error.hint === undefined ? error.message : `${error.message}\n${error.hint}`
    runner.annotate('error', text, { title: error.code })
  } else {
    runner.annotate('error', `a mistake in Exuvia, please report it: ${messageOf(error)}`, {
      title: 'internal',
    })
    // The stack is a help to us and nobody else: shown where debug logging is on.
    if (env['RUNNER_DEBUG'] === '1' && error instanceof Error) runner.info(error.stack ?? '')
  }
}
