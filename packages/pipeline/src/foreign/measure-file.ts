import { addKinds, measureKinds, unreadKinds } from '@exuvia/bytecode'
import { type BudgetRow, type MeasuredArtifact, type MeasuredFile, measureBudget } from '@exuvia/manifest'
import { type BytecodeKinds, type Config, type Finding, isBytecodeBudget } from '@exuvia/model'
import { isBytecodePath } from '@exuvia/packaging'
import { type ForeignContext, folderOf, ownerOf } from '@exuvia/policy'
import type { EarlierOptions } from '../budget/earlier.ts'
import { NOT_ASKED, measureRelease } from '../budget/measure-release.ts'
import { budgetFindings } from '../budget/settle.ts'
import type { RunContext } from '../context.ts'

/** A file of any origin, as it was read. */
export interface ReadFile {
  /** Bytes of the file itself. */
  readonly packed: number
  /** Paths as they are in it. */
  readonly files: readonly { readonly path: string; readonly size: number }[]
  readonly about: ForeignContext
  /** Its bytecode by kind; undefined if nobody counted. */
  readonly kinds: BytecodeKinds | undefined
}

/** Measures files of any origin by a budget. */
export interface MeasureFile {
  /** Whether it needs the bytes of bytecode by kind. */
  readonly countsKinds: boolean
  readonly judge: (read: ReadFile) => Promise<readonly Finding[]>
}

/** @returns undefined for a config without a budget */
export function fileMeasure(
  config: Config,
  options: EarlierOptions,
  context: RunContext,
): MeasureFile | undefined {
  const { limits } = config.budget
  if (limits.length === 0) return undefined
  return {
    countsKinds: limits.some(({ kind }) => kind !== undefined && isBytecodeBudget(kind)),
    judge: (read) => measureRead(read, config, options, context),
  }
}

async function measureRead(
  read: ReadFile,
  config: Config,
  options: EarlierOptions,
  context: RunContext,
): Promise<Finding[]> {
  const { manifest, artifact, distributions } = read.about
  const measured = [measuredOf(read)]
  const name = manifest?.name ?? distributions?.[0]?.name ?? artifact
  const about = { name, version: manifest?.version ?? '', config }
  const none = {
    kind: 'none',
    reason: 'the file does not say which release it is of',
    short: 'of an unknown release',
    advice: '',
    isFirst: false,
  } as const
  const search: EarlierOptions =
    manifest === undefined ? { findPrevious: () => Promise.resolve(none) } : options
  const budget = await measureRelease(measured, about, search, context)
  const rows = [...budget.rows, ...(manifest === undefined ? withoutTarget(measured, config) : [])]
  return budgetFindings({ ...budget, rows }, config)
}

/** Limits of a target hold for nobody knows which files without one. */
function withoutTarget(measured: readonly MeasuredArtifact[], { budget }: Config): BudgetRow[] {
  const why = { reason: 'the file does not say which target it is for', advice: '', isExpected: false }
  const rows = measureBudget(
    budget.limits.map((limit) => ({ ...limit, target: undefined })),
    measured,
    NOT_ASKED,
  )
  return rows
    .filter(({ index }) => budget.limits[index]?.target !== undefined)
    .map((row) => ({ ...row, state: 'not-measured', why }))
}

function measuredOf({ packed, files, about, kinds }: ReadFile): MeasuredArtifact {
  const { manifest, artifact } = about
  const folder = folderOf(
    files.map(({ path }) => path),
    artifact,
  )
  const recorded = new Map(manifest?.files.map((file) => [file.path, file]))
  const all = files.map(({ path, size }): MeasuredFile => {
    const inside = path.slice(folder.length)
    const known = recorded.get(inside)
    if (manifest !== undefined) {
      const { ship, distribution, sourceSize } = known ?? {}
      return {
        path: inside,
        size,
        ...(ship === undefined ? {} : { ship }),
        ...(distribution === undefined ? {} : { distribution }),
        ...(sourceSize === undefined ? {} : { sourceSize }),
      }
    }
    const owner = ownerOf(path, about)
    return { path: inside, size, ship: 'data', ...(owner === undefined ? {} : { distribution: owner.name }) }
  })
  return {
    kind: manifest?.kind ?? (/\.whl$/i.test(artifact) ? 'wheel' : 'application'),
    file: artifact,
    ...(manifest?.target === undefined ? {} : { target: manifest.target }),
    sizes: {
      source: 0,
      bytecode: bytesOf(all.filter(({ path }) => isBytecodePath(path))),
      unpacked: bytesOf(all),
      compressed: packed,
      ...(kinds === undefined ? {} : { kinds }),
    },
    files: all,
  }
}

function bytesOf(counted: readonly { readonly size: number }[]): number {
  return counted.reduce((sum, { size }) => sum + size, 0)
}

/** Bytes of a bytecode file that is read to be counted. */
const MAX_BYTECODE = 16 * 1024 * 1024

/** Counts the bytecode of an archive by kind while it is read. What cannot be read is unread, not nothing. */
export function countKinds(): {
  readonly counts: (path: string, size: number) => boolean
  readonly take: (path: string, bytes: Uint8Array) => void
  readonly total: () => BytecodeKinds
} {
  const found: BytecodeKinds[] = []
  return {
    counts: (path, size) => {
      if (!isBytecodePath(path)) return false
      if (size <= MAX_BYTECODE) return true
      found.push(unreadKinds(size))
      return false
    },
    take: (_path, bytes) => void found.push(kindsOf(bytes)),
    total: () => addKinds(found),
  }
}

function kindsOf(bytes: Uint8Array): BytecodeKinds {
  try {
    return measureKinds(bytes)
  } catch {
    // It claims to be bytecode and is not.
    return unreadKinds(bytes.length)
  }
}
