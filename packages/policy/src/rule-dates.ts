import { type Config, type Finding, finding } from '@exuvia/model'
import { placeInConfig } from './place-in-config.ts'

/** Days before the end of a rule from which it is reported. */
const AHEAD = 30

/**
 * Reports the rules whose time is over, or soon will be. A rule that ended still decides, because the error stops the
 * build: so a date can stop a release, and never change its bytes.
 * @param today in UTC: `2027-01-31`
 */
export function judgeRuleDates(config: Config, today: string): Finding[] {
  return config.policy.rules.flatMap(({ until, reason }, index) => {
    const days = until === undefined ? Infinity : daysBetween(today, until)
    if (until === undefined || days > AHEAD) return []
    const rule = `policy.rules[${index}]`
    const found =
      days < 0
        ? finding('rule-ended', 'error', { key: rule }, { rule, until, today, reason })
        : finding('rule-ends-soon', 'warning', { key: rule }, { rule, until, left: inWords(days), reason })
    return [placeInConfig(found, config)]
  })
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function inWords(days: number): string {
  if (days === 0) return 'today is its last day'
  return days === 1 ? '1 day is left' : `${days} days are left`
}
