import { ExuviaError } from '@exuvia/model'
import { normalizeName } from './names.ts'
import { compareVersions, normalizeVersion } from './versions.ts'
import { parseWheelFilename, type WheelFilename } from './wheel-filename.ts'

/** A path in a wheel's `.data` folder, taken apart (binary distribution format). */
export interface WheelDataPath {
  /** Where it goes: `purelib`, `platlib`, `scripts`, `data`, `headers`; or a name that the format does not define. */
  readonly scheme: string
  /** Below the scheme's folder. */
  readonly rest: string
}

/** Whether text is a wheel's name and version in any equal spelling: `Sea.Wall-1.0.0` for `sea_wall` 1.0. */
export function isWheelStem(
  stem: string,
  { normalizedName, version }: Pick<WheelFilename, 'normalizedName' | 'version'>,
): boolean {
  const dash = stem.lastIndexOf('-')
  const found = normalizeVersion(stem.slice(dash + 1).replaceAll('_', '-'))
  return (
    dash > 0 &&
    normalizeName(stem.slice(0, dash)) === normalizedName &&
    found !== undefined &&
    compareVersions(found, version) === 0
  )
}

/**
 * Takes the path of a file in a wheel's own `.data` folder apart. Another folder that ends in `.data` is a folder
 * like others.
 * @returns undefined for other files
 */
export function parseWheelDataPath(
  path: string,
  wheel: Pick<WheelFilename, 'normalizedName' | 'version'>,
): WheelDataPath | undefined {
  const [top = '', scheme = '', ...rest] = path.split('/')
  if (!top.endsWith('.data') || rest.length === 0) return undefined
  return isWheelStem(top.slice(0, -'.data'.length), wheel) ? { scheme, rest: rest.join('/') } : undefined
}

/**
 * Returns where an installer puts the files of a wheel, below one folder: modules at its top, scripts in `bin/`.
 * Archives that are no wheels stay as they are.
 * @param artifact its file name
 */
export function installedPaths(artifact: string): (path: string) => string {
  const wheel = wheelOf(artifact)
  if (wheel === undefined) return (path) => path
  return (path) => {
    const data = parseWheelDataPath(path, wheel)
    if (data === undefined) return path
    if (data.scheme === 'scripts') return `bin/${data.rest}`
    return data.scheme === 'purelib' || data.scheme === 'platlib' ? data.rest : path
  }
}

function wheelOf(artifact: string): WheelFilename | undefined {
  if (!/\.whl$/i.test(artifact)) return undefined
  try {
    return parseWheelFilename(artifact.replace(/\.whl$/i, '.whl'))
  } catch (error) {
    if (error instanceof ExuviaError) return undefined
    throw error
  }
}
