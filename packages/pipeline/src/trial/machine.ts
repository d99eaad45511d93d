import { report } from 'node:process'

/** Node's names of processors → those of platform tags, for Linux, macOS and Windows. */
const ARCHITECTURES: Readonly<Record<string, readonly [linux: string, mac: string, windows: string]>> = {
  x64: ['x86_64', 'x86_64', 'win_amd64'],
  arm64: ['aarch64', 'arm64', 'win_arm64'],
  ia32: ['i686', 'i386', 'win32'],
  arm: ['armv7l', '', ''],
  ppc64: ['ppc64le', '', ''],
  s390x: ['s390x', '', ''],
  riscv64: ['riscv64', '', ''],
}

/** A machine, as far as it decides what runs there. */
interface Machine {
  /** As `process.platform`. */
  readonly system: string
  /** As `process.arch`. */
  readonly architecture: string
  /** Whether a Linux has glibc; others have musl. */
  readonly glibc: boolean
}

/** This machine. */
function thisMachine(): Machine {
  const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
  return {
    system: process.platform,
    architecture: process.arch,
    glibc: header?.glibcVersionRuntime !== undefined,
  }
}

/** Why a tarball for a platform does not run on a machine; undefined if it may. Pure but for its default. */
export function whyElsewhere(platform: string, machine: Machine = thisMachine()): string | undefined {
  if (platform === 'any') return undefined
  const [linux = '', mac = '', windows = ''] = ARCHITECTURES[machine.architecture] ?? []
  const elsewhere = `it is for ${platform}, and this machine is not`
  const runs =
    machine.system === 'win32'
      ? platform === windows
      : machine.system === 'darwin'
        ? platform.startsWith('macosx_') && (platform.endsWith(`_${mac}`) || platform.endsWith('_universal2'))
        : machine.system === 'linux' &&
          platform.endsWith(`_${linux}`) &&
          (platform.startsWith('linux_') || platform.startsWith(machine.glibc ? 'manylinux' : 'musllinux'))
  return runs ? undefined : elsewhere
}
