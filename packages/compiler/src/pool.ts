import type { CompileAnswer, CompileRequest } from './frames.ts'
import { type CompileWorker, WorkerDied } from './worker.ts'

/** The worker ended twice on this source, or in a way that it would end again. */
export interface CompileCrash {
  readonly kind: 'crash'
  readonly detail: string
}

/** Workers that start when there is work and are replaced when they die. */
export interface WorkerPool {
  /** @throws WorkerDied if the pool was closed */
  compile(request: CompileRequest): Promise<Compiled | CompileCrash>
  /** Ends all workers now. */
  close(): void
}

type Compiled = Exclude<CompileAnswer, { readonly kind: 'not-fresh' }>

/**
 * A worker can die because of a source (deep nesting, no memory) or for an unrelated reason.
 * So the current source gets one retry on a new worker, and waiting sources move to another
 * worker unaffected.
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
          if (error.working) deaths += error.isFinal ? 2 : 1
          if (deaths >= 2) return { kind: 'crash', detail: error.message }
        }
      }
    },
    close() {
      closed = true
      for (const worker of workers) worker.kill()
    },
  }
}
