import type { Finding } from '@exuvia/model'
import type { RunContext } from './context.ts'

/** Reports findings except errors, which the refusal that carries them reports. */
export function sayUnlessError(findings: readonly Finding[], context: RunContext): void {
  for (const item of findings)
    if (item.severity !== 'error') context.progress({ kind: 'finding', finding: item })
}
