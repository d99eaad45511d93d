import type { ElfFacts, MachOFacts, NativeFacts, PeFacts } from '@exuvia/model'
import { type Platform, parsePlatform } from './parse-platform.ts'

/** Whether machine code runs on a platform. */
export type NativeFit =
  | { readonly kind: 'fits' }
  /** Another machine, system or C library: it never loads. */
  | { readonly kind: 'other'; readonly found: string; readonly expected: string }
  /** It needs a newer system than the platform promises; `fitting` is the platform that promises it. */
  | { readonly kind: 'too-new'; readonly found: string; readonly expected: string; readonly fitting: string }
  | { readonly kind: 'unknown'; readonly reason: string }

const FITS: NativeFit = { kind: 'fits' }

/**
 * Compares machine code with a platform tag (PEP 425, 600, 656). What the tag does not say is not compared: plain
 * `linux_*` names no glibc.
 * @returns undefined for `any` and for systems whose machine code Exuvia does not read
 */
export function nativeFit(native: NativeFacts, tag: string): NativeFit | undefined {
  const platform = parsePlatform(tag)
  if (platform === undefined) return undefined
  if (native.format === 'unread') return { kind: 'unknown', reason: native.reason }
  const expected = inWords(platform)
  switch (native.format) {
    case 'ELF':
      return elfFit(native, platform, expected)
    case 'PE':
      return peFit(native, platform, expected)
    case 'Mach-O':
      return machOFit(native, platform, expected)
  }
}

/** Whether a system loads files of such a name: `.dll` on Windows alone, `.so` there never. */
export function isLoadedOn(path: string, tag: string): boolean {
  const system = parsePlatform(tag)?.system
  if (system === undefined) return false
  const isWindowsName = /\.(?:pyd|dll|exe)$/i.test(path)
  if (system === 'windows') return isWindowsName
  return !isWindowsName && (system === 'macos' || !/\.dylib$/i.test(path))
}

const SYSTEMS = {
  glibc: 'Linux with glibc',
  musl: 'Linux with musl',
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
}

function inWords({ system, machines }: Pick<Platform, 'system' | 'machines'>): string {
  return `${SYSTEMS[system]} on ${machines.join(' and ')}`
}

function other(found: string, expected: string): NativeFit {
  return { kind: 'other', found, expected }
}

function elfFit({ machine, libc, glibc }: ElfFacts, platform: Platform, expected: string): NativeFit {
  const { system, machines, version } = platform
  const isLinux = system === 'glibc' || system === 'musl' || system === 'linux'
  const otherLibc = libc !== undefined && system !== 'linux' && libc !== system
  if (!isLinux || machines[0] !== machine || otherLibc)
    return other(inWords({ system: libc ?? 'linux', machines: [machine] }), expected)
  if (glibc === undefined || version === undefined || system !== 'glibc' || glibc <= version[1]) return FITS
  return {
    kind: 'too-new',
    found: `glibc 2.${glibc}`,
    expected: `glibc ${version.join('.')}`,
    fitting: `manylinux_2_${glibc}_${machine === 'arm' ? 'armv7l' : machine}`,
  }
}

function peFit({ machine, isManaged }: PeFacts, { system, machines }: Platform, expected: string): NativeFit {
  if (system !== 'windows') return other(inWords({ system: 'windows', machines: [machine] }), expected)
  return isManaged || machines[0] === machine ? FITS : other(`Windows on ${machine}`, expected)
}

function machOFit(
  { slices }: MachOFacts,
  { system, machines, version }: Platform,
  expected: string,
): NativeFit {
  const found = inWords({ system: 'macos', machines: slices.map(({ machine }) => machine) })
  if (system !== 'macos') return other(found, expected)
  for (const machine of machines) {
    const slice = slices.find((each) => each.machine === machine)
    if (slice === undefined) return other(found, expected)
    // No Mac with an ARM processor runs an older system than macOS 11.
    const oldest = machine === 'arm64' ? later(version ?? [11, 0], [11, 0]) : (version ?? [0, 0])
    if (slice.system === undefined || !isLater(slice.system, oldest)) continue
    const [major, minor] = slice.system
    const format = machines.length > 1 ? 'universal2' : machine
    return {
      kind: 'too-new',
      found: `macOS ${major}.${minor}`,
      expected: `macOS ${oldest.join('.')}`,
      // From macOS 11 on, tags name the major version alone.
      fitting: `macosx_${major}_${major > 10 ? 0 : minor}_${format}`,
    }
  }
  return FITS
}

type Version = readonly [number, number]

function later(a: Version, b: Version): Version {
  return isLater(a, b) ? a : b
}

function isLater(a: Version, b: Version): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
}
