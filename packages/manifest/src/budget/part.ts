import {
  BYTECODE_BUDGETS,
  type BudgetLimit,
  type BytecodeBudget,
  type FileBudget,
  globMatcher,
  isBytecodeBudget,
} from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { type FileKind, fileKindOf } from '../page/file-kind.ts'
import type { Measure, MeasuredArtifact, MeasuredFile } from './measured.ts'

/** Bytes that count, as far as they are known. */
export interface PartSize {
  readonly bytes: number
  /** Bytes of which nobody knows whether they count; 0 if all is known. */
  readonly unknown: number
}

const KINDS: Readonly<Record<FileBudget, FileKind>> = {
  bytecode: 'bytecode',
  source: 'Python source',
  native: 'machine code',
  data: 'data',
  metadata: 'metadata',
  licenses: 'licence texts',
  exuvia: 'made by Exuvia',
}

const WORDS: Readonly<Record<FileBudget | BytecodeBudget, string>> = {
  ...KINDS,
  code: 'code in bytecode',
  names: 'names in bytecode',
  strings: 'strings in bytecode',
  docstrings: 'docstrings in bytecode',
  constants: 'constants in bytecode',
  'line-tables': 'line tables in bytecode',
  'exception-tables': 'exception tables in bytecode',
  'file-names': 'file names in bytecode',
  framing: 'framing in bytecode',
}

/** Tests whether a file of an artifact counts for a limit. Of kinds inside bytecode, all bytecode counts. */
export function fileMatcher({ distribution, kind, path }: BudgetLimit): (file: MeasuredFile) => boolean {
  const isNamed = distribution === undefined ? undefined : globMatcher(distribution)
  const isAt = path === undefined ? undefined : globMatcher(path)
  const wanted = kind === undefined ? undefined : isBytecodeBudget(kind) ? 'bytecode' : KINDS[kind]
  return (file) => {
    if (isNamed !== undefined) {
      if (file.distribution === undefined || !isNamed(normalizeName(file.distribution))) return false
    }
    if (wanted !== undefined && fileKindOf(file) !== wanted) return false
    if (isAt === undefined || isAt(file.path)) return true
    return file.path.startsWith('lib/') && isAt(file.path.slice(4))
  }
}

/** Whether a limit counts a part of each artifact alone. */
export function isOfPart({ distribution, kind, path }: BudgetLimit): boolean {
  return distribution !== undefined || kind !== undefined || path !== undefined
}

/** Sums the bytes of an artifact that count. The order of its files decides nothing. */
export function sizeOfPart(limit: BudgetLimit, measure: Measure, artifact: MeasuredArtifact): PartSize {
  const { sizes, files } = artifact
  if (measure === 'packed') return { bytes: sizes.compressed, unknown: 0 }
  if (!isOfPart(limit)) return { bytes: sizes.unpacked, unknown: 0 }
  const { kind } = limit
  if (kind !== undefined && isBytecodeBudget(kind)) {
    const { kinds } = sizes
    if (kinds === undefined) return { bytes: 0, unknown: sizes.bytecode }
    const counted: readonly (keyof typeof kinds)[] = BYTECODE_BUDGETS[kind]
    return { bytes: counted.reduce((sum, each) => sum + kinds[each], 0), unknown: kinds.unread }
  }
  const counts = fileMatcher(limit)
  return { bytes: files.reduce((sum, file) => (counts(file) ? sum + file.size : sum), 0), unknown: 0 }
}

/** What a limit counts, in words: `packed size`, `machine code of numpy`, `files at tidemark/data/**, unpacked`. */
export function partInWords(limit: BudgetLimit, measure: Measure): string {
  if (!isOfPart(limit)) return `${measure} size`
  const { kind, distribution, path } = limit
  const what = kind === undefined ? 'files' : WORDS[kind]
  const of = distribution === undefined ? '' : ` of ${distribution}`
  return `${what}${of}${path === undefined ? '' : ` at ${path}`}`
}
