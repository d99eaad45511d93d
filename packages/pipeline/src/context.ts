import type { Finding } from '@exuvia/model'

/** The ordered stages of a release, as progress names them. */
export type StageName =
  | 'read'
  | 'check'
  | 'plan'
  | 'compile'
  | 'pack'
  | 'manifest'
  | 'merge'
  | 'preflight'
  | 'publish'
  | 'verify'

/** What a run tells while it works. `done` and `total` count the stage's own things: files, tarballs, assets. */
export type ProgressEvent =
  | {
      readonly kind: 'stage'
      readonly stage: StageName
      readonly detail: string
      /** Why it takes longer than it should: worth a line in a log, too. */
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

/** What every command gets from outside: where it runs, the environment, the user's Ctrl-C, and who listens. */
export interface RunContext {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
}

/** Throws the abort's reason where the user stopped the run. */
export function throwIfStopped(context: RunContext): void {
  context.signal.throwIfAborted()
}
