import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LicenseInfo } from '@exuvia/model'
import { filledOnce } from '@exuvia/test-needs'

/** A published wheel, and the licence that a person reads in it. */
export interface LicensedWheel {
  readonly name: string
  readonly version: string
  /** As in pip's requirements. */
  readonly line: string
  /** SPDX expression, or `open`. */
  readonly expected: string
}

/** The wheels of licensed-wheels.txt. */
export function licensedWheels(): readonly LicensedWheel[] {
  const list = readFileSync(join(import.meta.dirname, 'licensed-wheels.txt'), 'utf8')
  return list.split('\n').flatMap((row) => {
    const [line = '', expected = ''] = row.split(' # ')
    const [name, version] = (line.split(' ', 1)[0] ?? '').split('==')
    return name === undefined || version === undefined ? [] : [{ name, version, line, expected }]
  })
}

/** What the list calls a result: `open` if a person has to decide. */
export function resultOf({ source, expression }: LicenseInfo): string {
  return source === 'guess' || expression === undefined ? 'open' : expression
}

/** Downloads wheels with pip, which compares the digests; once for all runs. */
export async function downloadWheels(all: readonly LicensedWheel[]): Promise<string> {
  const requirements = all.map(({ line }) => `${line}\n`).join('')
  return filledOnce('licensed-wheels', requirements, (folder) => {
    const file = join(folder, 'requirements.txt')
    writeFileSync(file, requirements)
    const how = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.12', '--require-hashes']
    const platforms = ['manylinux_2_34_x86_64', 'manylinux_2_28_x86_64', 'manylinux2014_x86_64', 'any']
    const quiet = ['--quiet', '--disable-pip-version-check']
    execFileSync(
      'python3',
      ['-m', 'pip', 'download', ...quiet, ...how, '--dest', folder, '-r', file].concat(
        platforms.flatMap((platform) => ['--platform', platform]),
      ),
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    return Promise.resolve()
  })
}
