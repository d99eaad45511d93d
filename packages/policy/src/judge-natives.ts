import { type Finding, type NativeFacts, type Runtime, type Subject, finding } from '@exuvia/model'
import {
  type NativeFit,
  hasNativeName,
  isLoadedOn,
  moduleFit,
  nativeFit,
  runtimeInWords,
} from '@exuvia/packaging'

/** A file that is machine code, or has the name of it. */
export interface NativeFile {
  /** In the release or the archive. */
  readonly path: string
  /** Undefined if its first bytes are those of no machine code. */
  readonly native: NativeFacts | undefined
  readonly subject: Subject
}

/** What a distribution's machine code is compared with. */
export interface NativePlace {
  /** Platform tags that the files must all run on. */
  readonly platforms: readonly string[]
  /** Whether the distribution says that it is for any platform. */
  readonly isPure: boolean
}

/**
 * Reports modules of machine code that a Python never imports, because their names are for another Python or for
 * another build of it. A distribution may bring a module for several Pythons: then one must fit.
 */
export function judgeModules(files: readonly NativeFile[], runtime: Runtime): Finding[] {
  const modules = Map.groupBy(
    files.filter(({ native }) => native !== undefined && 'isModule' in native && native.isModule),
    ({ path }) => withoutSuffixes(path),
  )
  return [...modules.values()].flatMap((group) => {
    const fits = group.map(({ path }) => moduleFit(path, runtime))
    if (!fits.every((fit) => fit?.kind === 'other')) return []
    const found = [...new Set(fits.flatMap((fit) => (fit?.kind === 'other' ? [fit.found] : [])))]
    const args = { found: found.join(' and '), expected: runtimeInWords(runtime) }
    return group.slice(0, 1).map(({ subject }) => finding('native-wrong-python', 'error', subject, args))
  })
}

/** `fast/_c` of `fast/_c.cpython-312-x86_64-linux-gnu.so`. */
function withoutSuffixes(path: string): string {
  const dot = path.indexOf('.', path.lastIndexOf('/') + 1)
  return dot === -1 ? path : path.slice(0, dot)
}

/**
 * Compares the machine code of one distribution with a target's platform, or with the tags of its wheel, by what is
 * in the files. A module of Python must fit. Libraries and programs may be for several machines side by side, of
 * which the code chooses one: they are wrong only if none of the distribution's files is for the platform. A file
 * whose name the system does not load (`.dll` on Linux) is not compared.
 */
export function judgeNatives(files: readonly NativeFile[], { platforms, isPure }: NativePlace): Finding[] {
  const found: Finding[] = []
  const seen = new Set<string>()
  for (const platform of platforms) {
    const compared = files
      .filter(({ path }) => isLoadedOn(path, platform))
      .map((file) => ({ file, fit: fitOf(file, platform) }))
    const isForOthers =
      !isPure && !compared.some(({ fit }) => fit?.kind === 'fits' || fit?.kind === 'too-new')
    for (const { file, fit } of compared) {
      const isModule = file.native !== undefined && 'isModule' in file.native && file.native.isModule
      const item = findingOf(file, fit, platform, isModule || isForOthers)
      // One finding for each file: the tags of a wheel often say the same twice.
      if (item === undefined || seen.has(file.path)) continue
      seen.add(file.path)
      found.push(item)
    }
  }
  return found
}

function fitOf({ path, native }: NativeFile, platform: string): NativeFit | undefined {
  // Any text may begin like a program.
  if (native?.format === 'unread' && !hasNativeName(path)) return undefined
  if (native !== undefined) return nativeFit(native, platform)
  return hasNativeName(path) ? { kind: 'unknown', reason: 'it is not ELF, PE or Mach-O' } : undefined
}

function findingOf(
  { native, subject }: NativeFile,
  fit: NativeFit | undefined,
  platform: string,
  mustFit: boolean,
): Finding | undefined {
  switch (fit?.kind) {
    case 'other': {
      const { found, expected } = fit
      return mustFit
        ? finding('native-wrong-machine', 'error', subject, { found, expected, platform })
        : undefined
    }
    case 'too-new': {
      const { found, expected, fitting } = fit
      // Linux loads no file that needs a newer glibc. macOS tries, and fails only where a function is missing.
      const severity = native?.format === 'Mach-O' ? 'warning' : 'error'
      return finding('native-too-new', severity, subject, { found, expected, platform, fitting })
    }
    case 'unknown':
      return finding('native-unread', 'warning', subject, { reason: fit.reason })
    default:
      return undefined
  }
}
