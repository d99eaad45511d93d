import { type Finding, type Runtime, type Subject, finding } from '@exuvia/model'
import { bytecodeFit } from '@exuvia/packaging'

/**
 * Judges which Python a bytecode file is for. Where neither the runtime's magic number
 * nor the file's is known, the answer is a finding of its own: such a file never fits.
 */
export function judgeRuntime(head: Uint8Array, runtime: Runtime, subject: Subject): Finding[] {
  const fit = bytecodeFit(head, runtime)
  switch (fit.kind) {
    case 'fits':
      return []
    case 'other':
      return [finding('bytecode-wrong-runtime', 'error', subject, { found: fit.found, expected: runtime })]
    case 'unknown':
      return [finding('bytecode-runtime-unknown', 'error', subject, { magic: fit.magic, expected: runtime })]
  }
}
