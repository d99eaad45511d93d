import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { CACHE } from './cache.ts'
import { python3, succeeds } from './find.ts'

/** Whether the `python3` on PATH has pip; Debian's does not. */
export function hasPip(): boolean {
  const python = python3()
  return python !== undefined && succeeds(python, ['-m', 'pip', '--version'])
}

/**
 * Whether pip can download from its index. A positive answer is kept beside the tests'
 * downloads, so that a later run does not ask again.
 */
export function indexAnswers(): boolean {
  const python = python3()
  if (python === undefined || !hasPip()) return false
  const answered = join(CACHE, 'index-answered')
  if (existsSync(answered)) return true
  const folder = mkdtempSync(join(tmpdir(), 'exuvia-index-'))
  try {
    const quick = ['--quiet', '--retries', '1', '--timeout', '5', '--disable-pip-version-check']
    const args = ['-m', 'pip', 'download', ...quick, '--no-deps', '--dest', folder, 'six==1.16.0']
    if (!succeeds(python, args, 20_000)) return false
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(answered, '')
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
