import { type Target, usageError } from '@exuvia/model'
import { isName, normalizeName, normalizeVersion } from './names.ts'
import { parseRuntime } from './runtime.ts'

/** A wheel's file name, taken apart (binary distribution format). */
export interface WheelFilename {
  /** The file name itself. */
  readonly filename: string
  /** PEP 503. */
  readonly normalizedName: string
  /** PEP 440, normalised. */
  readonly version: string
  /** Number and rest of the build tag; `[0, '']` where there is none. */
  readonly build: readonly [number, string]
  /** The compressed tag set, apart. */
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
    throw usageError('bad-wheel-name', `"${filename}" is not a wheel's file name`, {
      hint: 'a wheel is called name-version(-build)-python-abi-platform.whl: click-8.1.7-py3-none-any.whl',
    })
  }
  const build = /^(\d+)(.*)$/.exec(match[3] ?? '0')
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

/** Every tag that a wheel's compressed tag set stands for: `py2-none-any`, `py3-none-any` (PEP 425). */
export function wheelTags(wheel: WheelFilename): string[] {
  return wheel.pythons.flatMap((python) =>
    wheel.abis.flatMap((abi) => wheel.platforms.map((platform) => `${python}-${abi}-${platform}`)),
  )
}

/**
 * The tags that run on a target, best first, as `packaging.tags` ranks them for an
 * interpreter of that version on a machine that just meets the platform tag.
 */
export function compatibleTags(target: Target): string[] {
  const runtime = parseRuntime(target.runtime)
  if (runtime === undefined) return []
  const platforms = target.platform === 'any' ? [] : platformLadder(target.platform)
  const { implementation, major, minor } = runtime
  if (implementation === 'mpy') return ['py3-none-any']
  const interpreter = target.runtime
  const tags: string[] = []
  const add = (python: string, abi: string): void => {
    for (const platform of platforms) tags.push(`${python}-${abi}-${platform}`)
  }
  for (const abi of ownAbis(target.runtime)) add(interpreter, abi)
  const stable = implementation === 'cp' && major === 3 && minor >= 2
  if (stable) add(interpreter, 'abi3')
  add(interpreter, 'none')
  if (stable) for (let older = minor - 1; older >= 2; older--) add(`cp${major}${older}`, 'abi3')
  const pythons = [`py${major}${minor}`, `py${major}`]
  for (let older = minor - 1; older >= 0; older--) pythons.push(`py${major}${older}`)
  for (const python of pythons) add(python, 'none')
  tags.push(`${interpreter}-none-any`, ...pythons.map((python) => `${python}-none-any`))
  return tags
}

/** The ABI tags of a runtime's ordinary build. CPython 2.7's builds differ in their Unicode width, 3.2 to 3.7 in pymalloc. */
function ownAbis(runtime: string): string[] {
  const parts = parseRuntime(runtime)
  if (parts === undefined) return []
  const { implementation, major, minor } = parts
  if (implementation === 'pp') return major === 2 ? ['pypy_73'] : [`pypy${major}${minor}_pp73`]
  if (major === 2) return [`${runtime}mu`, `${runtime}m`]
  return minor < 8 ? [`${runtime}m`] : [runtime]
}

/** Glibc versions of the manylinux generations before PEP 600. */
const LEGACY_MANYLINUX = new Map([
  [17, 'manylinux2014'],
  [12, 'manylinux2010'],
  [5, 'manylinux1'],
])

/** The newest glibc 2.x that the tag of a plain `linux_*` machine is taken to reach. */
const LAST_GLIBC_MINOR = 50

/**
 * A platform tag and the older ones that run there, newest first: manylinux (PEP 600
 * with the names before it), musllinux (PEP 656), macOS (version and architecture).
 * Other tags stand for themselves.
 */
export function platformLadder(platform: string): string[] {
  const tag = canonicalPlatform(platform)
  const linux = /^(manylinux|musllinux)_(\d+)_(\d+)_(\w+)$/.exec(tag)
  if (linux !== null) {
    const [, family, major, minor, arch] = linux
    return family === 'manylinux'
      ? manylinuxLadder(Number(minor), arch ?? '')
      : countdown(Number(minor), 0).map((older) => `musllinux_${major}_${older}_${arch}`)
  }
  const plain = /^linux_(\w+)$/.exec(tag)
  if (plain !== null) return [tag, ...manylinuxLadder(LAST_GLIBC_MINOR, plain[1] ?? '')]
  const mac = /^macosx_(\d+)_(\d+)_(\w+)$/.exec(tag)
  if (mac !== null) return macLadder(Number(mac[1]), Number(mac[2]), mac[3] ?? '')
  return [tag]
}

/** The PEP 600 name of a platform tag: `manylinux2014_x86_64` is `manylinux_2_17_x86_64`. */
export function canonicalPlatform(platform: string): string {
  for (const [minor, name] of LEGACY_MANYLINUX) {
    if (platform.startsWith(`${name}_`)) return `manylinux_2_${minor}${platform.slice(name.length)}`
  }
  return platform
}

function manylinuxLadder(newest: number, arch: string): string[] {
  const oldest = arch === 'x86_64' || arch === 'i686' ? 5 : 17
  return countdown(newest, oldest).flatMap((minor) => {
    const legacy = LEGACY_MANYLINUX.get(minor)
    const tag = `manylinux_2_${minor}_${arch}`
    return legacy === undefined ? [tag] : [tag, `${legacy}_${arch}`]
  })
}

function macLadder(major: number, minor: number, arch: string): string[] {
  const versions: [number, number][] =
    major >= 11
      ? [
          ...(minor > 0 ? [[major, minor] as [number, number]] : []),
          ...countdown(major, 11).map((version): [number, number] => [version, 0]),
          ...countdown(16, 4).map((older): [number, number] => [10, older]),
        ]
      : countdown(minor, 0).map((older): [number, number] => [major, older])
  return versions.flatMap(([version, older]) =>
    macFormats(version, older, arch).map((format) => `macosx_${version}_${older}_${format}`),
  )
}

/** What a macOS of that version loads on an architecture; a `universal2` release must load on both of its kinds. */
function macFormats(major: number, minor: number, arch: string): string[] {
  if (arch === 'universal2') return ['universal2']
  if (arch === 'arm64') return major >= 11 ? ['arm64', 'universal2'] : ['universal2']
  if (major === 10 && minor < 4) return []
  if (arch === 'x86_64') return ['x86_64', 'intel', 'fat64', 'fat32', 'universal2', 'universal']
  if (arch === 'i386') return ['i386', 'intel', 'fat32', 'fat', 'universal']
  return [arch]
}

function countdown(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index)
}
