import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { hasTool } from '@exuvia/test-needs'

import { library } from './library.ts'

/** Runs Python with the pinned library and reads the last line of its output as JSON. */
export async function python<T>(script: string, input: unknown = null, program = 'python3'): Promise<T> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    PYENV_ROOT: process.env['PYENV_ROOT'],
    ...(hasTool('pypi') ? { PYTHONPATH: await library() } : {}),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const { stdout } = await promisify(execFile)(program, ['-c', script, JSON.stringify(input)], {
    env,
    maxBuffer: 64 * 2 ** 20,
  })
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n@@') + 3)) as T
}
