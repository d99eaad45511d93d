import { realpath } from 'node:fs/promises'
import { findLockFile, findProjectFacts } from '@exuvia/project'
import type { OpenLicense } from '../config/initial.ts'
import type { RunContext } from '../context.ts'
import { findOpenLicenses } from './open-licenses.ts'
import { chooseTargets } from './targets.ts'
import { findWheelhouses } from './wheelhouses.ts'

/** What a first config is made of. */
export interface FirstSettings {
  readonly targets: readonly string[]
  /** Folders of wheels, relative to the project. */
  readonly wheelhouse: readonly string[]
  readonly openLicenses: readonly OpenLicense[]
  /** Names of the distributions that the project depends on. */
  readonly dependencies: readonly string[]
  /** The lock file that a build finds by itself; undefined if there is none. */
  readonly lock: string | undefined
}

/**
 * Looks at a project, its wheels and this machine's compilers.
 * @throws usage error `no-compiler`, `no-fitting-compiler`
 */
export async function findFirstSettings(root: string, context: RunContext): Promise<FirstSettings> {
  const { dependencies, requiresPython } = await findProjectFacts(root)
  const targets = await chooseTargets(requiresPython, context)
  const wheelhouse = await findWheelhouses(root)
  const openLicenses = await findOpenLicenses(root, wheelhouse)
  const lock = await findLockFile(await realpath(root))
  return { targets, wheelhouse, openLicenses, dependencies, lock: lock?.name }
}

/** Whether a build would refuse the project, because nothing says where its dependencies come from. */
export function needsLock({ dependencies, wheelhouse, lock }: FirstSettings): boolean {
  return dependencies.length > 0 && wheelhouse.length === 0 && lock === undefined
}

/** Says what the user has to add to a first config. */
export function notesFor(settings: FirstSettings): string[] {
  const { dependencies, openLicenses } = settings
  const notes: string[] = []
  if (needsLock(settings)) {
    notes.push(
      `the project depends on ${dependencies.join(', ')}, and has no lock file that names their wheels`,
    )
  }
  if (openLicenses.length > 0) {
    const names = openLicenses.map(({ name }) => name).join(', ')
    notes.push(`check the licence of ${names}: see the comment at licenses`)
  }
  return notes
}
