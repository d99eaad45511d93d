import type { Judged } from '@exuvia/model'
import { BREAKS } from './context.ts'

/** Leaves out what bytecode may break, for a trial, which finds out itself. Pure. */
export function withoutBreakage(judged: Judged): Judged {
  return { ...judged, findings: judged.findings.filter(({ code }) => !BREAKS.has(code)) }
}
