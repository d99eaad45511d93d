import { ExuviaError, message, messageOf } from '@exuvia/model'
import { heedProxies } from '@exuvia/pipeline'

import { run } from './run.ts'
import { openRunner } from './runner.ts'
import { takeSecrets } from './secrets.ts'

const runner = openRunner(process.env, (line) => process.stdout.write(line))
const secrets = takeSecrets(process.env)
const { env, token } = secrets
// First, so that no error message can contain the token.
runner.mask(token)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new ExuviaError('interrupted', message('interrupted'))))
}
/**
 * A function, because a chunk of the bundle that is loaded on demand imports this module, and waits until its top has
 * run: an `await` there would wait for itself.
 */
async function main(): Promise<void> {
  try {
    heedProxies(env)
    const workspace = env['GITHUB_WORKSPACE'] || process.cwd()
    const done = await run({ runner, secrets, signal: stop.signal, workspace })
    if (!done) process.exitCode = 1
  } catch (error) {
    process.exitCode = 1
    runner.annotate('error', `a bug in Exuvia, please report it: ${messageOf(error)}`, {
      title: 'internal',
    })
    // The stack helps only developers, so show it with debug logging only.
    if (env['RUNNER_DEBUG'] === '1' && error instanceof Error) runner.info(error.stack ?? '')
  }
  // Do not wait for connections that a cache service left open.
  process.stdout.write('', () => process.exit())
}

void main()
