import { sourceDate } from '@exuvia/project'

/**
 * The day for rules that end, in UTC: of SOURCE_DATE_EPOCH where it is set, so that a release of the past can be
 * built again, else of the clock. It decides whether a build stops, and nothing of what a build makes.
 * @returns `2027-01-31`
 * @throws usage error `bad-source-date`
 */
export function todayOf(env: NodeJS.ProcessEnv): string {
  const seconds = sourceDate(env, Math.floor(Date.now() / 1000))
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
