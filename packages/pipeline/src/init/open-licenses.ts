import { sortedBy } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { Wheel } from '@exuvia/project'
import { isOpenLicense } from '../licenses/describe.ts'
import type { OpenLicense } from '../config/initial.ts'

/** Lists the distributions whose metadata leaves the licence open, by name, with a guess. */
export function openLicensesOf(wheels: readonly Wheel[]): OpenLicense[] {
  const open = new Map<string, OpenLicense>()
  for (const wheel of wheels) {
    const { expression, found } = wheel.license
    const name = normalizeName(wheel.name)
    if (!isOpenLicense(wheel.license) || open.has(name)) continue
    open.set(name, { name, guess: expression, found })
  }
  return sortedBy(open.values(), ({ name }) => name)
}
