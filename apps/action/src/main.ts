import { ExuviaError, messageOf } from '@exuvia/model'

import { annotateError } from './annotations.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'
import { openRunner } from './runner.ts'

const { env } = process
const runner = openRunner(env, (line) => process.stdout.write(line))
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () =>
    stop.abort(new ExuviaError('interrupted', 'interrupted', 'the job was cancelled')),
  )
}
try {
  // Before anything can fail with the token in its message.
  runner.mask((env['INPUT_TOKEN'] ?? '').trim())
  await run({
    inputs: readInputs(env),
    runner,
    env,
    signal: stop.signal,
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
  })
} catch (error) {
  process.exitCode = 1
  if (error instanceof ExuviaError) annotateError(runner, error)
  else {
    runner.annotate('error', `a mistake in Exuvia, please report it: ${messageOf(error)}`, {
      title: 'internal',
    })
    // The stack is a help to us and nobody else: shown where debug logging is on.
    if (env['RUNNER_DEBUG'] === '1' && error instanceof Error) runner.info(error.stack ?? '')
  }
}
