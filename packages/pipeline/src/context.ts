import type { BudgetLine } from '@exuvia/manifest'
import type { Finding, ReleaseManifest } from '@exuvia/model'
import type { Clock } from '@exuvia/publisher'

/** The ordered stages of a release, as progress names them. */
export type StageName =
  | 'read'
  | 'download'
  | 'check'
  | 'plan'
  | 'compile'
  | 'pack'
  | 'try'
  | 'measure'
  | 'report'
  | 'manifest'
  | 'merge'
  | 'preflight'
  | 'publish'
  | 'verify'

/** Progress of a run. `done` and `total` count the stage's own items: files, tarballs, assets. */
export type ProgressEvent =
  | {
      readonly kind: 'stage'
      readonly stage: StageName
      readonly detail: string
      /** The reason for a delay: a log shows it too. */
      readonly isDelay?: boolean
    }
  | {
      readonly kind: 'count'
      readonly stage: StageName
      readonly label: string
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /**
   * All limits of the budget, once, whether they are kept or not, with what was measured: a release that a budget
   * refuses has no other manifest. Estimates have none.
   */
  | { readonly kind: 'budget'; readonly lines: readonly BudgetLine[]; readonly manifest?: ReleaseManifest }

/** The surroundings of every command: its folder, the environment, the user's Ctrl-C, and the listeners. */
export interface RunContext {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
  /** Time as the publisher waits for it; default: the system's. */
  readonly clock?: Clock
}

/** Throws the abort's reason if the user stopped the run. */
export function throwIfStopped(context: RunContext): void {
  context.signal.throwIfAborted()
}
