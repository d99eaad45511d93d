import { readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import {
  compareText,
  ExuviaError,
  type Finding,
  finding,
  messageOf,
  trimEndOf,
  usageError,
} from '@exuvia/model'
import { parseSdistFilename, parseWheelFilename, type WheelFilename } from '@exuvia/packaging'
import type { WheelReader } from './kept-wheel.ts'
import { readWheelMetadata, type Wheel, type WheelMetadata } from './wheel.ts'

/** A wheel in a folder, known by its name alone. */
export interface WheelFile extends WheelFilename {
  /** Absolute. */
  readonly path: string
}

/** Folders of wheels. Each file is read at most once. */
export interface Wheelhouse {
  readonly isConfigured: boolean
  /** Normalised name → wheels, in the order of their file names. */
  readonly wheels: ReadonlyMap<string, readonly WheelFile[]>
  readonly findings: readonly Finding[]
  readonly metadata: (wheel: WheelFile) => Promise<WheelMetadata>
  readonly read: (wheel: WheelFile) => Promise<Wheel>
}

/**
 * Lists the wheels of folders. The same file name in two folders counts once, from the
 * first.
 * @param licenses - normalised distribution name → SPDX expression
 * @param reader of whole wheels
 * @throws usage error `no-wheelhouse`
 */
export async function openWheelhouse(
  root: string,
  folders: readonly string[],
  licenses: ReadonlyMap<string, string>,
  reader: WheelReader,
): Promise<Wheelhouse> {
  const files = new Map<string, WheelFile>()
  const findings: Finding[] = []
  for (const [index, folder] of folders.entries()) {
    const absolute = isAbsolute(folder) ? folder : resolve(root, folder)
    let names: string[]
    try {
      names = await readdir(absolute)
    } catch (error) {
      throw usageError(
        'no-wheelhouse',
        { key: `dependencies.wheelhouse[${index}]`, folder, reason: messageOf(error) },
        { cause: error },
      )
    }
    for (const name of names.sort(compareText)) {
      if (name.startsWith('.') || files.has(name)) continue
      const path = `${trimEndOf(folder, '/')}/${name}`
      const wheel = name.endsWith('.whl') ? wheelNamed(name) : undefined
      if (wheel !== undefined) files.set(name, { ...wheel, path: join(absolute, name) })
      else if (name.endsWith('.whl')) {
        // As pip does: another file of the folder must not keep a release from its wheels.
        findings.push(
          finding('file-skipped', 'warning', { path }, { reason: 'its name is no name of a wheel' }),
        )
      } else if (/\.(?:tar\.\w+|zip|egg)$/.test(name)) {
        findings.push(finding('file-skipped', 'warning', { path }, { reason: notWheel(name) }))
      }
    }
  }
  const described = new Map<string, Promise<WheelMetadata>>()
  const whole = new Map<string, Promise<Wheel>>()
  return {
    isConfigured: folders.length > 0,
    wheels: Map.groupBy(files.values(), (wheel) => wheel.normalizedName),
    findings,
    metadata: (wheel) => remember(described, wheel.path, () => readWheelMetadata(wheel.path)),
    read: (wheel) =>
      remember(whole, wheel.path, () => reader(wheel.path, licenses.get(wheel.normalizedName))),
  }
}

function wheelNamed(name: string): WheelFilename | undefined {
  try {
    return parseWheelFilename(name)
  } catch (error) {
    if (error instanceof ExuviaError) return undefined
    throw error
  }
}

/** Explains why a file that is not a wheel is left out, and what to do. */
function notWheel(name: string): string {
  const sdist = parseSdistFilename(name)
  return sdist === undefined
    ? 'it is not a wheel; build one from it with pip wheel'
    : `it is the source distribution of ${sdist.normalizedName} ${sdist.version}; build a wheel from it with pip wheel`
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}
