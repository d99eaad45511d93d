/** Glibc versions of the manylinux generations before PEP 600. */
const LEGACY_MANYLINUX = new Map([
  [17, 'manylinux2014'],
  [12, 'manylinux2010'],
  [5, 'manylinux1'],
])

/** The newest glibc 2.x that Exuvia assumes for the tag of a plain `linux_*` machine. */
const LAST_GLIBC_MINOR = 50

/**
 * Lists a platform tag and the older ones that run there, newest first: manylinux (PEP 600
 * and earlier names), musllinux (PEP 656), macOS (version and architecture).
 * Any other tag has only itself.
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

/** Returns the PEP 600 name of a platform tag: `manylinux2014_x86_64` is `manylinux_2_17_x86_64`. */
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

/** Lists what a macOS version loads on an architecture; a `universal2` release must load on both architectures. */
function macFormats(major: number, minor: number, arch: string): string[] {
  if (arch === 'universal2') return ['universal2']
  if (arch === 'arm64') return major >= 11 ? ['arm64', 'universal2'] : ['universal2']
  if (major === 10 && minor < 4) return []
  if (arch === 'x86_64') return ['x86_64', 'intel', 'fat64', 'fat3', 'universal2', 'universal']
  if (arch === 'i386') return ['i386', 'intel', 'fat3', 'fat', 'universal']
  return [arch]
}

function countdown(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index)
}

/** Whether a platform tag is one of Windows: `win32`, `win_amd64`, `win_arm64`. */
export function isWindowsPlatform(platform: string): boolean {
  return platform.startsWith('win')
}

/** The files in `bin/` that start a command on a platform: a launcher, and on Windows a `.cmd` beside it. */
export function launcherPaths(command: string, platform: string): readonly string[] {
  const python = `bin/${command}`
  return isWindowsPlatform(platform) ? [python, `${python}.cmd`] : [python]
}
