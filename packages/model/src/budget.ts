import type { Allowance } from './allowance.ts'
import type { BytecodeKinds } from './release.ts'

/** The kinds of files that a limit can name, and those of the bytes of bytecode. */
export const FILE_BUDGETS = [
  'bytecode',
  'source',
  'native',
  'data',
  'metadata',
  'licenses',
  'exuvia',
] as const

export type FileBudget = (typeof FILE_BUDGETS)[number]

/** The same, for bytes of bytecode; `code` counts inline caches too. */
export const BYTECODE_BUDGETS = {
  code: ['code', 'caches'],
  names: ['names'],
  strings: ['strings'],
  docstrings: ['docstrings'],
  constants: ['constants'],
  'line-tables': ['lineTables'],
  'exception-tables': ['exceptionTables'],
  'file-names': ['fileNames'],
  framing: ['framing'],
} as const satisfies Readonly<Record<string, readonly (keyof BytecodeKinds)[]>>

export type BytecodeBudget = keyof typeof BYTECODE_BUDGETS

/** Whether a kind is one of bytes inside bytecode, of which no file alone has a figure in a manifest. */
export function isBytecodeBudget(kind: FileBudget | BytecodeBudget): kind is BytecodeBudget {
  return Object.hasOwn(BYTECODE_BUDGETS, kind)
}

/** One limit of the budget. It holds for each artifact that it names on its own; without a name for all. */
export interface BudgetLimit {
  /** A glob of the file's name. */
  readonly artifact: string | undefined
  /** A target or a runtime, or a glob of them. */
  readonly target: string | undefined
  /** Normalised (PEP 503), or a glob of names: only its files count. */
  readonly distribution: string | undefined
  /** Only these bytes count. */
  readonly kind: FileBudget | BytecodeBudget | undefined
  /** A glob on the path in the artifact or below `lib/`: only these files count. */
  readonly path: string | undefined
  /** Of the artifact itself. Empty for limits of a part of it. */
  readonly packed: readonly Allowance[]
  /** Of what is inside. */
  readonly unpacked: readonly Allowance[]
  readonly severity: 'error' | 'warning'
  readonly reason: string | undefined
}
