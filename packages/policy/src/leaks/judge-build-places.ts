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
    cure: 'link with $ORIGIN, or remove it: patchelf --remove-rpath FILE',
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
    for (const each of [...(file.leaks?.places ?? []), ...rpathsOf(file)]) {
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

function rpathsOf({ native }: LeakFile): FoundPlace[] {
  if (native?.format !== 'ELF') return []
  return (native.rpaths ?? []).filter(isOutside).map((text) => ({ kind: 'rpath', text }))
}

/** Folders of a system are on the customer's machine too. */
function isOutside(folder: string): boolean {
  return (
    folder.startsWith('/') &&
    !/^\/(?:usr|lib(?:64)?|opt\/(?:cuda|rocm|intel)[\w.-]*|System|Library)(?:\/|$)/.test(folder)
  )
}

/** Reports debug symbols of machine code, with their size. */
export function judgeDebugSymbols(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const found = files.flatMap((file) => {
    const bytes = file.native !== undefined && 'debugBytes' in file.native ? (file.native.debugBytes ?? 0) : 0
    return bytes > 0 ? [{ file, bytes }] : []
  })
  const [first] = found
  if (first === undefined) return []
  const size = found.reduce((sum, { bytes }) => sum + bytes, 0)
  const subject = subjectOf(first.file.shown, owner)
  return [
    finding('debug-symbols', owner.isOwn ? 'warning' : 'note', subject, {
      files: countOf(found.length),
      size: formatBytes(size),
    }),
  ]
}
