import { canonicalPlatform } from './platforms.ts'

/** What a platform tag promises. */
export interface Platform {
  readonly system: 'glibc' | 'musl' | 'linux' | 'macos' | 'windows'
  /** The machines that it must run on: several for universal2. */
  readonly machines: readonly string[]
  /** The oldest version of glibc or macOS. */
  readonly version: readonly [number, number] | undefined
}

/**
 * Reads a platform tag (PEP 425, 600, 656, also the names before PEP 600).
 * @returns undefined for `any` and for systems whose machine code Exuvia does not read
 */
export function parsePlatform(platform: string): Platform | undefined {
  const tag = canonicalPlatform(platform)
  if (tag === 'win32') return { system: 'windows', machines: ['x86'], version: undefined }
  const windows = /^win_(amd64|arm64)$/.exec(tag)
  if (windows !== null) return { system: 'windows', machines: [windows[1] ?? ''], version: undefined }
  const linux = /^(?:linux|(manylinux|musllinux)_(\d+)_(\d+))_(\w+)$/.exec(tag)
  if (linux !== null) {
    const [, family, major, minor, arch = ''] = linux
    const system = family === undefined ? 'linux' : family === 'manylinux' ? 'glibc' : 'musl'
    const machine = /^armv\dl$/.test(arch) ? 'arm' : arch
    return {
      system,
      machines: [machine],
      version: family === undefined ? undefined : [Number(major), Number(minor)],
    }
  }
  const mac = /^macosx_(\d+)_(\d+)_(x86_64|arm64|universal2|intel|i386)$/.exec(tag)
  if (mac === null) return undefined
  const format = mac[3] ?? ''
  // `intel` runs on both, but a process of today is x86_64.
  const machines = { universal2: ['x86_64', 'arm64'], intel: ['x86_64'] }[format] ?? [format]
  return { system: 'macos', machines, version: [Number(mac[1]), Number(mac[2])] }
}
