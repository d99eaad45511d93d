import { type Finding, type FoundPlace, type PlaceKind, finding, formatBytes } from '@exuvia/model'
import { type LeakFile, type LeakOwner, countOf, subjectOf } from './leak-file.ts'

const KINDS: Readonly<Record<PlaceKind, { readonly what: string; readonly cure: string }>> = {
  own: {
    what: 'a folder or name of this machine',
    cure: 'build from a copy without it, or leave the file out with ship = "exclude"',
  },
  home: {
    what: "a path in somebody's home folder",
    cure: 'build without absolute paths (-ffile-prefix-map, --remap-path-prefix), or correct the text',
  },
  service: {
    what: 'a path of a build service or a container',
    cure: 'build without absolute paths (-ffile-prefix-map, --remap-path-prefix)',
  },
  'file-url': { what: 'the address of a file on a disk', cure: 'remove it from the metadata' },
  internal: {
    what: 'an address of a private network',
    cure: 'remove it from the metadata',
  },
  rpath: {
    what: 'an absolute folder in which machine code looks for libraries (rpath)',
    cure: 'link with $ORIGIN or @loader_path, or remove it: patchelf --remove-rpath FILE, install_name_tool -delete_rpath PATH FILE',
  },
  'install-name': {
    what: 'an absolute path of a library in machine code of macOS (install name)',
    cure: 'link with @rpath, or put the library into the wheel: delocate-wheel WHEEL',
  },
  'debug-path': {
    what: 'a path in the debug data of machine code',
    cure: 'link without it: /PDBALTPATH:%_PDB% (MSVC), strip -S FILE (macOS)',
  },
}

/**
 * Reports traces of the machine where files were made, one finding for each kind. In the project's own files, and
 * in an archive of unknown origin, they are warnings. In a published wheel of somebody else they say nothing new, so
 * they are notes; what a build service leaves is a note everywhere.
 */
export function judgePlacesOfBuild(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const { distribution, isOwn } = owner
  const found = new Map<PlaceKind, { readonly file: LeakFile; readonly place: FoundPlace }[]>()
  for (const file of files)
    for (const each of [...(file.leaks?.places ?? []), ...tracesOf(file)]) {
      const group = found.get(each.kind)
      if (group === undefined) found.set(each.kind, [{ file, place: each }])
      else group.push({ file, place: each })
    }
  return [...found].map(([kind, group]) => {
    const [first] = group
    const { what, cure } = KINDS[kind]
    const texts = new Set(group.map((each) => each.place.text)).size
    const severity = isOwn && kind !== 'service' ? 'warning' : 'note'
    const line = first?.place.line
    const subject = { ...subjectOf(first?.file.shown ?? '', owner), ...(line === undefined ? {} : { line }) }
    return finding('build-place', severity, subject, {
      what,
      files: countOf(new Set(group.map(({ file }) => file)).size),
      example: first?.place.text ?? '',
      others: texts > 1 ? ` and ${texts - 1} more` : '',
      cure,
      distribution,
    })
  })
}

/** What the loader and the debugger find in machine code, without what the search in its texts found already. */
function tracesOf({ native, leaks }: LeakFile): FoundPlace[] {
  if (native === undefined || native.format === 'unread') return []
  const rpaths = native.format === 'PE' ? [] : (native.rpaths ?? [])
  const names = native.format === 'Mach-O' ? (native.installNames ?? []) : []
  const known = (text: string): boolean => leaks?.places.some((place) => text.startsWith(place.text)) === true
  return [
    ...rpaths.filter(isOutside).map((text): FoundPlace => ({ kind: 'rpath', text })),
    ...names.filter(isOutside).map((text): FoundPlace => ({ kind: 'install-name', text })),
    ...(native.debugPaths ?? []).map((text): FoundPlace => ({ kind: 'debug-path', text })),
  ].filter(({ kind, text }) => kind === 'rpath' || !known(text))
}

/** Folders of a system are on the customer's machine too; delocate writes `/DLC/` as a name that no folder has. */
function isOutside(folder: string): boolean {
  return (
    folder.startsWith('/') &&
    !/^\/(?:usr|lib(?:64)?|opt\/(?:cuda|rocm|intel)[\w.-]*|System|Library|DLC)(?:\/|$)/.test(folder)
  )
}

/** Bytes of ELF; less is what assembler written by hand leaves for unwinding, which names nothing (libffi: 240). */
const LEAST_DWARF = 1024

/** Reports debug symbols of machine code, with their size, and debug data that nobody could read. */
export function judgeDebugSymbols(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const severity = owner.isOwn ? 'warning' : 'note'
  const found: { readonly file: LeakFile; readonly bytes: number }[] = []
  const unread: { readonly file: LeakFile; readonly reason: string }[] = []
  for (const file of files) {
    if (file.native === undefined || file.native.format === 'unread') continue
    const { debugBytes: bytes = 0, debugUnread: reason } = file.native
    if (bytes > 0 && (bytes >= LEAST_DWARF || file.native.format !== 'ELF')) found.push({ file, bytes })
    if (reason !== undefined) unread.push({ file, reason })
  }
  const findings: Finding[] = []
  const [first] = found
  if (first !== undefined) {
    const size = formatBytes(found.reduce((sum, { bytes }) => sum + bytes, 0))
    const subject = subjectOf(first.file.shown, owner)
    findings.push(finding('debug-symbols', severity, subject, { files: countOf(found.length), size }))
  }
  const [strange] = unread
  if (strange !== undefined) {
    const what = `the debug data of ${countOf(unread.length)} of machine code is`
    const subject = subjectOf(strange.file.shown, owner)
    findings.push(finding('leaks-not-scanned', severity, subject, { what, reason: strange.reason }))
  }
  return findings
}
