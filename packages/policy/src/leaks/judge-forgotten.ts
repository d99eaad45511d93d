import { type Finding, finding } from '@exuvia/model'
import { findForgotten } from './find-forgotten.ts'
import type { ForgottenKind } from './forgotten-files.ts'
import { type LeakFile, type LeakOwner, countOf, sizeOf, subjectOf } from './leak-file.ts'
import { isMadeUpPlace } from './test-paths.ts'

/** Dangerous files and folders that are reported one by one; of more there is a count. */
const MOST_EACH = 10

interface ForgottenUnit {
  readonly unit: string
  readonly files: LeakFile[]
}

/** Reports files that nobody means to hand out: dangerous ones each, others by kind. */
export function judgeForgotten(files: readonly LeakFile[], owner: LeakOwner): Finding[] {
  const kinds = new Map<ForgottenKind, Map<string, ForgottenUnit>>()
  for (const file of files) {
    const found = findForgotten(file.path, file.leaks?.signs)
    if (found === undefined) continue
    const { kind, unit } = found
    const units = kinds.get(kind) ?? new Map<string, ForgottenUnit>()
    kinds.set(kind, units)
    const known = units.get(unit)
    if (known === undefined) units.set(unit, { unit, files: [file] })
    else known.files.push(file)
  }
  return [...kinds].flatMap(([kind, byUnit]) => {
    const units = [...byUnit.values()]
    // `judge-leftovers.ts` reports these for all distributions together.
    if (kind.severity === 'note') return []
    if (kind.severity === 'warning') return [forgotten(kind, units, owner)]
    const each = units.slice(0, MOST_EACH).map((unit) => forgotten(kind, [unit], owner))
    return units.length > MOST_EACH ? [...each, forgotten(kind, units.slice(MOST_EACH), owner)] : each
  })
}

function forgotten(kind: ForgottenKind, units: readonly ForgottenUnit[], owner: LeakOwner): Finding {
  const { distribution } = owner
  const files = filesOf(units)
  const shown = files[0]?.shown ?? ''
  const isMadeUp = files.every(({ path }) => isMadeUpPlace(path))
  return finding(
    'forgotten-file',
    kind.severity === 'error' && isMadeUp ? 'warning' : kind.severity,
    subjectOf(shown, owner),
    {
      what: kind.what,
      reason: kind.reason,
      others: files.length > 1 ? ` (${countOf(files.length)}, ${sizeOf(files)})` : '',
      glob: globOf(units),
      distribution,
      path: shown,
    },
  )
}

function filesOf(units: readonly ForgottenUnit[]): LeakFile[] {
  return units.flatMap(({ files }) => files)
}

/** What a rule names for the first file or folder: its path as rules know it. */
function globOf(units: readonly ForgottenUnit[]): string {
  const [first] = units
  const archive = first?.files[0]?.archive
  if (archive !== undefined) return archive.replace(/^lib\//, '')
  const unit = first?.unit.replace(/^lib\//, '') ?? ''
  return first?.files[0]?.path === first?.unit ? unit : `${unit}/**`
}
