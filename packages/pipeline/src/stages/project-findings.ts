import type { Finding, Plan } from '@exuvia/model'
import { uncommittedFindings } from '../release/uncommitted.ts'

/** The findings about the project that do not depend on how the build went: what the page of the release reports. */
export function projectFindings({ checked: { findings, inventory } }: Plan): readonly Finding[] {
  return [...findings, ...uncommittedFindings(inventory, {})]
}
