import type { CompileAnswer, CompileRequest } from './frames.ts'
import { type CompileWorker, WorkerDied } from './worker.ts'

/** The worker ended twice on this source. */
export interface CompileCrash {
  readonly kind: 'crash'
  readonly detail: string
}

/** Workers that are started when there is work for them and replaced when they die. */
export interface WorkerPool {
  compile(request: CompileRequest): Promise<CompileAnswer | CompileCrash>
  /** Ends all workers now. */
  close(): void
}

/**
 * A worker can die of a source (deep nesting, no memory), or of something that has nothing
 * to do with it. So what was being worked on is tried once more on a new worker; what only
 * waited behind it goes to another worker as if nothing had been.
 */
export function openPool(start: () => CompileWorker, size: number): WorkerPool {
  let workers: CompileWorker[] = []

  const choose = (): CompileWorker => {
    workers = workers.filter((worker) => !worker.ended)
    const best = workers.toSorted((a, b) => a.waiting - b.waiting)[0]
    if (best !== undefined && (best.waiting === 0 || workers.length >= size)) return best
    const worker = start()
    workers.push(worker)
    return worker
  }

  return {
    async compile(request) {
      let deaths = 0
      for (;;) {
        try {
          return await choose().compile(request)
        } catch (error) {
          if (!(error instanceof WorkerDied)) throw error
          if (error.working) deaths += 1
          if (deaths === 2) return { kind: 'crash', detail: error.message }
        }
      }
    },
    close() {
      for (const worker of workers) worker.kill()
    },
  }
}
