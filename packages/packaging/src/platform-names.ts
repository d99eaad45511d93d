import { type Target, globMatcher } from '@exuvia/model'
import { formatTarget, parseRuntime, parseTarget } from './runtime.ts'

/**
 * Plain names of platforms, and the tags that they mean. The oldest systems are those of uv 0.13's
 * `--python-platform`: glibc 2.28, musl 1.2, macOS 13. Of 85 popular native distributions (November 2026), all but
 * one have a wheel for linux-x86_64, and all but one for macos-arm64; they have all for aarch64 and musl.
 */
const PLATFORM_NAMES: ReadonlyMap<string, string> = new Map([
  ['linux-x86_64', 'manylinux_2_28_x86_64'],
  ['linux-aarch64', 'manylinux_2_28_aarch64'],
  ['musl-x86_64', 'musllinux_1_2_x86_64'],
  ['musl-aarch64', 'musllinux_1_2_aarch64'],
  ['macos-arm64', 'macosx_13_0_arm64'],
  ['macos-x86_64', 'macosx_13_0_x86_64'],
  ['windows-x86_64', 'win_amd64'],
  ['windows-arm64', 'win_arm64'],
  ['windows-x86', 'win32'],
])

/** Lists the plain names of platforms. */
export function platformNames(): string[] {
  return [...PLATFORM_NAMES.keys()]
}

/** Returns the tag of a platform as people write it: a plain name's tag, any other text unchanged. */
export function platformTag(written: string): string {
  return PLATFORM_NAMES.get(written) ?? written
}

/** Writes a target with its platform's tag: `cp312-linux-x86_64` is `cp312-manylinux_2_28_x86_64`. Any other text is unchanged. */
export function targetWithTag(text: string): string {
  const dash = text.indexOf('-')
  return dash < 0 ? text : `${text.slice(0, dash)}-${platformTag(text.slice(dash + 1))}`
}

/**
 * Reads a target as people write it, with a plain name or a tag.
 * @throws usage error `bad-target`
 */
export function readTarget(text: string): Target {
  return parseTarget(targetWithTag(text))
}

/** Lists the texts that name a target: with its tag, and with the plain name of its platform if it has one. */
export function namesOfTarget(target: Target): string[] {
  const plain = platformNames().find((name) => platformTag(name) === target.platform)
  return [formatTarget(target), ...(plain === undefined ? [] : [`${target.runtime}-${plain}`])]
}

/** Tests whether a glob names a target: by its runtime (`cp39`, `cp3*`), or as a whole (`cp312-any`, `*-win_amd64`, `*-windows-*`). */
export function targetMatcher(glob: string): (target: Target) => boolean {
  const matches = globMatcher(glob)
  return (target) => matches(target.runtime) || namesOfTarget(target).some(matches)
}

/**
 * Combines what is built: each runtime alone gets all platforms, and a target stays as it is.
 * @param targets runtimes (`cp312`) and targets (`cp312-any`), as people write them
 * @param platforms plain names and tags; if empty, a runtime stays alone
 */
export function combineTargets(targets: readonly string[], platforms: readonly string[]): string[] {
  const combined = targets.flatMap((text) => {
    const runtime = parseRuntime(text)
    if (runtime === undefined) return [targetWithTag(text)]
    // The platforms are those of PEP 425, which a MicroPython does not have.
    if (platforms.length === 0 || runtime.implementation === 'mpy') return [text]
    return platforms.map((platform) => `${text}-${platformTag(platform)}`)
  })
  return [...new Set(combined)]
}
