import type { CompileAnswer, CompileRequest } from './frames.ts'
import type { WorkerProgram } from './worker-program.ts'

/** A running compiler. It answers requests in order, and accepts requests ahead. */
export interface CompileWorker {
  /**
   * @throws WorkerDied if it ended before it answered
   * @throws ExuviaError if it never started
   */
  compile(request: CompileRequest): Promise<CompileAnswer>
  /** Requests without an answer yet. */
  readonly waiting: number
  readonly ended: boolean
  /** Ends it now and rejects waiting requests. */
  kill(): void
}

/** The worker ended while a request was waiting. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied'
  /** Whether this request was the one being worked on. */
  readonly working: boolean
  /** Whether another worker would end in the same way: by its time, or by the depth of the source. */
  readonly isFinal: boolean

  constructor(detail: string, working: boolean, isFinal = false) {
    super(detail)
    this.working = working
    this.isFinal = isFinal
  }
}

interface Waiter {
  readonly resolve: (answer: CompileAnswer) => void
  readonly reject: (error: Error) => void
}

/** The unanswered requests of a worker, oldest first, with a timer for the oldest. */
export interface WaitingLine {
  readonly size: number
  add(): Promise<CompileAnswer>
  answer(answer: CompileAnswer): void
  /** Rejects all as `WorkerDied` and not started, so that another worker takes them. */
  release(): void
  /** Rejects all: with `error`, or as `WorkerDied` with this detail. */
  reject(reason: Error | string, isFinal?: boolean): void
}

/**
 * Minutes after which a source counts as endless. No real one takes half a minute to compile, or seconds to examine,
 * and a build needs the bytecode more than the facts.
 */
const LIMIT_MINUTES: Readonly<Record<WorkerProgram, number>> = { compile: 5, examine: 1 }

export function waitingLine(program: WorkerProgram, onTimeout: (reason: string) => void): WaitingLine {
  const minutes = LIMIT_MINUTES[program]
  const line: Waiter[] = []
  let timer: NodeJS.Timeout | undefined
  const wind = (): void => {
    clearTimeout(timer)
    timer =
      line.length === 0
        ? undefined
        : setTimeout(() => onTimeout(`it did not end within ${minutes} min`), minutes * 60_000)
    timer?.unref()
  }
  return {
    get size() {
      return line.length
    },
    add() {
      const answer = new Promise<CompileAnswer>((resolve, reject) => line.push({ resolve, reject }))
      if (line.length === 1) wind()
      return answer
    },
    answer(answer) {
      line.shift()?.resolve(answer)
      wind()
    },
    release() {
      for (const waiter of line.splice(0)) waiter.reject(new WorkerDied('it was replaced', false))
      wind()
    },
    reject(reason, isFinal = false) {
      const all = line.splice(0)
      wind()
      all.forEach((waiter, index) =>
        waiter.reject(typeof reason === 'string' ? new WorkerDied(reason, index === 0, isFinal) : reason),
      )
    },
  }
}
