import type { CompileAnswer, CompileRequest } from './frames.ts'
import { type CompileWorker, WorkerDied } from './worker.ts'

/** The worker ended twice on this source. */
export interface CompileCrash {
  readonly kind: 'crash'
  readonly detail: string
}

/** Workers that are started when there is work for them and replaced when they die. */
export interface WorkerPool {
  /** @throws WorkerDied if the pool was closed */
  compile(request: CompileRequest): Promise<Compiled | CompileCrash>
  /** Ends all workers now. */
  close(): void
}

type Compiled = Exclude<CompileAnswer, { readonly kind: 'not-fresh' }>

/**
 * A worker can die of a source (deep nesting, no memory), or of something that has nothing
 * to do with it. So what was being worked on is tried once more on a new worker; what only
 * waited behind it goes to another worker as if nothing had been.
 */
export function openPool(start: () => CompileWorker, size: number): WorkerPool {
  let workers: CompileWorker[] = []
  let closed = false

  const startOne = (): CompileWorker => {
    const worker = start()
    workers.push(worker)
    return worker
  }
  const choose = (): CompileWorker => {
    workers = workers.filter((worker) => !worker.ended)
    const best = workers.toSorted((a, b) => a.waiting - b.waiting)[0]
    return best !== undefined && (best.waiting === 0 || workers.length >= size) ? best : startOne()
  }

  return {
    async compile(request) {
      let deaths = 0
      let fresh = false
      for (;;) {
        try {
          const answer = await (fresh ? startOne() : choose()).compile(request)
          if (answer.kind !== 'not-fresh') return answer
          fresh = true
        } catch (error) {
          if (!(error instanceof WorkerDied) || closed) throw error
          if (error.working) deaths += 1
          if (deaths === 2) return { kind: 'crash', detail: error.message }
        }
      }
    },
    close() {
      closed = true
      for (const worker of workers) worker.kill()
    },
  }
}
