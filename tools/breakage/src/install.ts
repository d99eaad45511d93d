import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { filledOnce, mustRun, python, registrySettings, uvPath } from '@exuvia/test-needs'
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

/** The pin of the standard library of CPython 3.12. */
export const LIBRARY = 'python-library==3.12'

/** The folder of an interpreter's standard library. */
export function libraryFolder(version: string): string {
  const code = 'import sysconfig; print(sysconfig.get_path("stdlib"))'
  return execFileSync(python(version), ['-S', '-c', code], { encoding: 'utf8' }).trim()
}

/** The packages of the standard library with the places that a program confirms. */
function copyLibrary({ python: version, confirms }: Program, into: string): void {
  for (const place of confirms) {
    const name = place.split('/', 1)[0] ?? ''
    cpSync(join(libraryFolder(version), name), join(into, name), { recursive: true })
  }
}

/**
 * Downloads or builds the wheel and installs it and the rest into folders, once for all later runs.
 * @throws with the installer's output
 */
export async function install(program: Program): Promise<Installed> {
  const { pin, others, confirms, python: version } = program
  const key = [version, pin, others, ...(pin === LIBRARY ? [confirms] : [])]
  const folder = await filledOnce(`breakage-${pin}`, key, async (fresh) => {
    const { wheels, own, others: rest } = placesIn(fresh)
    mkdirSync(rest)
    if (pin === LIBRARY) {
      copyLibrary(program, own)
      return
    }
    await mustRun([...getter(version), wheels, pin], fresh, registrySettings())
    const wheel = join(wheels, readdirSync(wheels)[0] ?? '')
    await mustRun([...installer(version), '--target', own, wheel], fresh, registrySettings())
    if (others.length > 0) {
      await mustRun([...installer(version), '--target', rest, ...others], fresh, registrySettings())
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
