import type { Finding } from '@exuvia/model'
import type { RunContext } from './context.ts'

/** Errors are said once, by whoever shows the refusal that carries them. */
export function sayUnlessError(findings: readonly Finding[], context: RunContext): void {
  for (const item of findings)
    if (item.severity !== 'error') context.progress({ kind: 'finding', finding: item })
}
