import { usageError } from '@exuvia/model'
import { isName, normalizeName } from './names.ts'
import { normalizeVersion } from './versions.ts'

/** A wheel's file name, taken apart (binary distribution format). */
export interface WheelFilename {
  /** The file name itself. */
  readonly filename: string
  /** PEP 503. */
  readonly normalizedName: string
  /** PEP 440, normalised. */
  readonly version: string
  /** Number and rest of the build tag; `[0, '']` if there is none. */
  readonly build: readonly [number, string]
  /** The compressed tag set, split. */
  readonly pythons: readonly string[]
  readonly abis: readonly string[]
  readonly platforms: readonly string[]
}

const WHEEL = /^([^-]+)-([^-]+)(?:-(\d[^-]*))?-([\w.]+)-([\w.]+)-([\w.]+)\.whl$/

/**
 * Takes a wheel's file name apart.
 * @throws usage error `bad-wheel-name`
 */
export function parseWheelFilename(filename: string): WheelFilename {
  const match = WHEEL.exec(filename)
  const version = match === null ? undefined : normalizeVersion((match[2] ?? '').replaceAll('_', '-'))
  if (match === null || version === undefined || !isName(match[1] ?? '')) {
    throw usageError('bad-wheel-name', { filename })
  }
  const build = /^(\d+)(.*)$/s.exec(match[3] ?? '0')
  const [pythons, abis, platforms] = [match[4], match[5], match[6]].map((part) => (part ?? '').split('.'))
  return {
    filename,
    normalizedName: normalizeName(match[1] ?? ''),
    version,
    build: [Number(build?.[1] ?? 0), build?.[2] ?? ''],
    pythons: pythons ?? [],
    abis: abis ?? [],
    platforms: platforms ?? [],
  }
}

/** Lists every tag in a wheel's compressed tag set: `py2-none-any`, `py3-none-any` (PEP 425). */
export function wheelTags(wheel: WheelFilename): string[] {
  return wheel.pythons.flatMap((python) =>
    wheel.abis.flatMap((abi) => wheel.platforms.map((platform) => `${python}-${abi}-${platform}`)),
  )
}
