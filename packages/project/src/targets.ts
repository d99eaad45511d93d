import { addAll, compareText, type Target, usageError } from '@exuvia/model'
import {
  formatTarget,
  parseRuntime,
  readTarget,
  chooseWheel,
  fits,
  canonicalPlatform,
  platformLadder,
} from '@exuvia/packaging'
import type { Resolution } from './resolve.ts'
import type { WheelFile } from './wheelhouse.ts'

/** A target as written: a runtime, or a runtime and a platform. */
export type WrittenTarget = { readonly runtime: string } | Target

/**
 * Parses the targets as written.
 * @throws usage errors `no-targets`, `bad-target`
 */
export function parseTargets(texts: readonly string[]): WrittenTarget[] {
  if (texts.length === 0) {
    throw usageError('no-targets', { file: 'the configuration' })
  }
  return [...new Set(texts)].map((text) =>
    parseRuntime(text) === undefined ? readTarget(text) : { runtime: text },
  )
}

export type Resolve<Found extends Resolution> = (target: Target) => Promise<Found>

/**
 * Finds the targets that a runtime alone means: one for any platform if every distribution
 * has a pure wheel; else one for each platform for which every native distribution has a
 * wheel, named by the highest requirement among them. If only some platforms require a native
 * distribution, these have targets beside the one for any.
 * @returns none if no platform has all wheels; the target for any platform first
 */
export async function platformTargets<Found extends Resolution>(
  runtime: string,
  resolve: Resolve<Found>,
  wheelsOf: (name: string) => readonly WheelFile[],
): Promise<Found[]> {
  const any = await resolve({ runtime, platform: 'any' })
  const isPortable = nativeNames(any).length === 0
  const native = new Set(nativeNames(any, isPortable))
  if (native.size === 0) return [any]
  const first = isPortable ? [any] : []
  for (;;) {
    const found: Found[] = []
    const seen: string[] = []
    for (const group of candidateGroups(runtime, [...native].flatMap(wheelsOf))) {
      for (const platform of group) {
        const resolution = await resolve({ runtime, platform })
        addAll(seen, nativeNames(resolution))
        if (nativeNames(resolution).length > 0) continue
        // Where no marker asks for a native one, the target for any platform has all.
        if (!isPortable || resolution.wheels.some(isNative)) found.push(resolution)
        break
      }
    }
    // A native dependency of a native one appears only here, and brings its own platforms.
    const more = seen.filter((name) => !native.has(name))
    if (more.length === 0) {
      const platforms = found.map((item) => item.target.platform)
      return [...first, ...found.filter((item) => !isCovered(item.target.platform, platforms))]
    }
    for (const name of more) native.add(name)
  }
}

/**
 * Lists distributions that have wheels only for other targets: those that every machine of the target requires, or
 * those that only some require.
 */
function nativeNames(resolution: Resolution, isConditional = false): string[] {
  return resolution.missing
    .filter((item) => item.isConditional === isConditional && item.elsewhere.length > 0)
    .map((item) => item.normalizedName)
}

function isNative({ platforms }: WheelFile): boolean {
  return !platforms.includes('any')
}

/** Groups the platforms of wheels that a runtime can load by system and architecture, lowest requirement first. */
function candidateGroups(runtime: string, wheels: readonly WheelFile[]): string[][] {
  const platforms = wheels.flatMap((wheel) =>
    wheel.platforms
      .filter(
        (platform) => platform !== 'any' && fits({ ...wheel, platforms: [platform] }, { runtime, platform }),
      )
      .flatMap((platform) => spellings(canonicalPlatform(platform))),
  )
  const groups = Map.groupBy(new Set(platforms), groupOf)
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, members]) => members.sort((a, b) => requirement(a) - requirement(b) || compareText(a, b)))
}

/** Lists the platforms that a tag covers: universal2 also covers each architecture; arm64 begins with macOS 11. */
function spellings(platform: string): string[] {
  const mac = /^macosx_(\d+)_(\d+)_(universal2|intel)$/.exec(platform)
  if (mac === null) return [platform]
  const [, major = '', minor = '', format] = mac
  const intel = `macosx_${major}_${minor}_x86_64`
  if (format === 'intel') return [intel]
  return [platform, intel, Number(major) < 11 ? 'macosx_11_0_arm64' : `macosx_${major}_${minor}_arm64`]
}

function groupOf(platform: string): string {
  const linux = /^(manylinux|musllinux|macosx)_\d+_\d+_(\w+)$/.exec(platform)
  return linux === null ? platform : `${linux[1]}_${linux[2]}`
}

function requirement(platform: string): number {
  const version = /_(\d+)_(\d+)_/.exec(platform)
  return version === null ? 0 : Number(version[1]) * 1000 + Number(version[2])
}

/** Whether another platform covers it too: thin macOS beside universal2, plain linux beside manylinux. */
function isCovered(platform: string, platforms: readonly string[]): boolean {
  if (platform.startsWith('macosx_')) {
    return !platform.endsWith('_universal2') && platforms.some((other) => other.endsWith('_universal2'))
  }
  const plain = /^linux_(\w+)$/.exec(platform)
  return (
    plain !== null &&
    platforms.some((other) => other.startsWith('manylinux_') && other.endsWith(`_${plain[1]}`))
  )
}

/** Lists the targets for which a distribution has a wheel, as the user can write them. */
export function targetsOfWheels(runtime: string, wheels: readonly WheelFile[]): string[] {
  const platforms = candidateGroups(runtime, wheels).flatMap(
    (group) => group.find((platform) => chooseWheel(wheels, { runtime, platform }) !== undefined) ?? [],
  )
  return platforms
    .filter((platform) => !isCovered(platform, platforms))
    .map((platform) => formatTarget({ runtime, platform }))
}

/** Whether the ladders know a platform tag, so that typos are reported. */
export function isKnownPlatform(platform: string): boolean {
  return (
    platform === 'any' ||
    platformLadder(platform).length > 1 ||
    /^(?:win32|win_amd64|win_arm64|musllinux_\d+_\d+_\w+|manylinux_\d+_\d+_\w+|macosx_\d+_\d+_\w+|ios_\w+|android_\w+)$/.test(
      platform,
    )
  )
}
