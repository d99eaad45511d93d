import { type Finding, type Runtime, type Subject, finding } from '@exuvia/model'
import { bytecodeFit } from '@exuvia/packaging'

/**
 * Checks the Python of a bytecode file. If neither the runtime's magic number nor the file's
 * is known, it reports a separate finding: such a file never fits.
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
