import { spawn } from 'node:child_process'
import { parse } from 'node:path'
import { findProgram } from '@exuvia/files'
import { messageOf, outsideError, programEnvironment, usageError } from '@exuvia/model'
import { pump } from './pump.ts'

/** Characters of its complaint that a message repeats. */
const KEPT = 500

/**
 * Yields what `xz` (XZ Utils) of this machine makes of the bytes: one stream, with a CRC64, by one thread, whatever
 * XZ_OPT says. Versions of XZ Utils may write other bytes.
 * @param level 0 to 9 are the presets of `xz`; 10 is `xz -9e`
 * @throws usage error `xz-missing`; outside error `xz-failed`
 */
export async function* xz(
  bytes: AsyncIterable<Uint8Array>,
  level: number,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const program = await findProgram('xz', env)
  if (program === undefined) throw usageError('xz-missing')
  const preset = level > 9 ? ['-9', '--extreme'] : [`-${level}`]
  const args = ['--compress', '--stdout', '--format=xz', '--check=crc64', '--threads=1', ...preset]
  const child = spawn(program, args, {
    cwd: parse(process.execPath).root,
    env: programEnvironment(env, { XZ_OPT: '', XZ_DEFAULTS: '' }),
    windowsHide: true,
    ...(signal === undefined ? {} : { signal }),
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-KEPT)
  })
  // An early end of the program shows in its exit code.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(messageOf(error)))
    child.once('close', (code, stopped) =>
      resolve(
        code === 0 ? undefined : `${complaint.trim() || 'no message'} (${stopped ?? `exit code ${code}`})`,
      ),
    )
  })
  let failure: unknown
  const feeding = pump(bytes, child.stdin).catch((error: unknown) => {
    failure = error
    child.kill('SIGKILL')
  })
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array
    await feeding
    const reason = await ended
    if (failure !== undefined) throw failure
    if (reason !== undefined) throw outsideError('xz-failed', { program, reason })
  } finally {
    child.kill('SIGKILL')
    await feeding
  }
}
