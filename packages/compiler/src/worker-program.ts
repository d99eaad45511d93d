import { EXAMINER_SCRIPT } from './examiner-script.ts'
import { WORKER_SCRIPT } from './worker-script.ts'

/**
 * What a worker does with each source. Examining imports modules and makes syntax trees, which changes what a compiler
 * writes next (see worker-script.ts), so no interpreter does both.
 */
export type WorkerProgram = 'compile' | 'examine'

/** The Python text of a program, without the call that starts it. */
export function programText(program: WorkerProgram): string {
  return program === 'compile' ? WORKER_SCRIPT : WORKER_SCRIPT + EXAMINER_SCRIPT
}
