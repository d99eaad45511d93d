import { type Finding, type Subject, addAll, finding } from '@exuvia/model'
import { findForgotten } from './find-forgotten.ts'
import type { ForgottenKind } from './forgotten-files.ts'
import { type LeakFile, countOf, sizeOf } from './leak-file.ts'

/** Reports what costs space and harms nobody: one note for each kind, over all distributions. */
export function judgeLeftovers(
  parts: readonly { readonly distribution: string; readonly files: readonly LeakFile[] }[],
  place: Subject,
): Finding[] {
  const kinds = new Map<
    ForgottenKind,
    { readonly names: Set<string>; readonly files: LeakFile[]; folder: string }
  >()
  for (const { distribution, files } of parts)
    for (const file of files) {
      if (file.ship === 'exclude') continue
      const { kind, unit } = findForgotten(file.path) ?? {}
      if (kind?.severity !== 'note' || unit === undefined) continue
      const known = kinds.get(kind)
      if (known === undefined)
        kinds.set(kind, { names: new Set([distribution]), files: [file], folder: globOf(unit, file.path) })
      else {
        known.names.add(distribution)
        addAll(known.files, [file])
      }
    }
  return [...kinds].map(([{ what, reason }, { names, files, folder }]) => {
    const [first = ''] = names
    const where = names.size === 1 ? first : `${first} and ${names.size - 1} more`
    const args = { what, where, files: countOf(files.length), size: sizeOf(files), reason, glob: folder }
    return finding('harmless-leftovers', 'note', place, args)
  })
}

/** The glob of all such files, for a file in such a folder. */
function globOf(unit: string, path: string): string {
  const name = unit.slice(unit.lastIndexOf('/') + 1)
  return unit === path ? `**/${name}` : `**/${name}/**`
}
