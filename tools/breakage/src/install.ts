import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { filledOnce, mustRun, python, uvPath } from '@exuvia/test-needs'
import type { Program } from './program.ts'

/** A program's distributions on disk; every run shares them, so nothing may write there. */
export interface Installed {
  /** The folder with the wheel of the distribution that is tried. */
  readonly wheels: string
  /** That wheel, unpacked. */
  readonly own: string
  /** Everything else. */
  readonly others: string
}

/** The oldest Python that uv installs for, and whose own pip builds a wheel without the package `wheel`. */
const OLDEST_OF_UV = 8

/**
 * Downloads or builds the wheel and installs it and the rest into folders, once for all later runs.
 * @throws with the installer's output
 */
export async function install({ pin, others, python: version }: Program): Promise<Installed> {
  const folder = await filledOnce(`breakage-${pin}`, [version, pin, others], async (fresh) => {
    const { wheels, own, others: rest } = placesIn(fresh)
    mkdirSync(rest)
    await mustRun([...getter(version), wheels, pin], fresh, environment())
    const wheel = join(wheels, readdirSync(wheels)[0] ?? '')
    await mustRun([...installer(version), '--target', own, wheel], fresh, environment())
    if (others.length > 0) {
      await mustRun([...installer(version), '--target', rest, ...others], fresh, environment())
    }
  })
  return placesIn(folder)
}

function placesIn(folder: string): Installed {
  return { wheels: join(folder, 'wheels'), own: join(folder, 'own'), others: join(folder, 'others') }
}

/** The program's own files in a folder of their own. */
export function copyProgram({ path }: Program, into: string): void {
  mkdirSync(into, { recursive: true })
  cpSync(path, path.endsWith('.py') ? join(into, 'program.py') : into, { recursive: true })
}

/** Before the folder and the pin. An isolated build has the package `wheel`, which the Python may lack. */
function getter(version: string): string[] {
  const how = isOld(version)
    ? ['download', '--only-binary', ':all:', '--dest']
    : ['wheel', '--use-pep517', '--wheel-dir']
  const [verb = '', ...options] = how
  return [
    python(version),
    '-m',
    'pip',
    '--quiet',
    '--disable-pip-version-check',
    verb,
    '--no-deps',
    ...options,
  ]
}

function isOld(version: string): boolean {
  return Number(version.split('.')[1]) < OLDEST_OF_UV
}

/** Exactly what is named: nothing else can change what a program does. */
function installer(version: string): string[] {
  const uv = uvPath()
  const exactly = ['--quiet', '--no-deps']
  return uv !== undefined && !isOld(version)
    ? [uv, 'pip', 'install', ...exactly, '--python', python(version), '--link-mode', 'copy']
    : [python(version), '-m', 'pip', 'install', ...exactly, '--disable-pip-version-check', '--no-compile']
}

/** This process's own, for the registry's settings, without what would change how Python runs. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PYTHON'),
    ),
  )
}
