import { realpath } from 'node:fs/promises'
import { compareText, someOf } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { findLockFile, findProjectFacts } from '@exuvia/project'
import type { OpenLicense } from '../config/initial.ts'
import type { RunContext } from '../context.ts'
import { openLicensesOf } from './open-licenses.ts'
import { chooseTargets } from './targets.ts'
import { findWheelhouses, readWheelhouses } from './wheelhouses.ts'

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
  /** Commands of the project. */
  readonly commands: readonly string[]
  /** Commands of the wheels; `dependencies.scripts` chooses from them. */
  readonly otherCommands: readonly string[]
}

/**
 * Looks at a project, its wheels and this machine's compilers.
 * @throws usage error `no-compiler`, `no-fitting-compiler`
 */
export async function findFirstSettings(root: string, context: RunContext): Promise<FirstSettings> {
  const { name, dependencies, requiresPython, commands } = await findProjectFacts(root)
  const targets = await chooseTargets(requiresPython, context)
  const wheelhouse = await findWheelhouses(root)
  const lock = await findLockFile(await realpath(root))
  const wheels = await readWheelhouses(root, wheelhouse)
  const others = wheels
    .filter((wheel) => wheel.normalizedName !== normalizeName(name))
    .flatMap(({ entryPoints }) => entryPoints.map((entry) => entry.name))
  return {
    targets,
    wheelhouse,
    openLicenses: openLicensesOf(wheels),
    dependencies,
    commands,
    otherCommands: [...new Set(others)].sort(compareText),
    lock: lock?.name,
  }
}

/** Whether a build would refuse the project, because nothing says where its dependencies come from. */
export function needsLock({ dependencies, wheelhouse, lock }: FirstSettings): boolean {
  return dependencies.length > 0 && wheelhouse.length === 0 && lock === undefined
}

/** Says which commands a release gets, and what the user has to add to a first config. */
export function notesFor(settings: FirstSettings): string[] {
  const { commands, dependencies, openLicenses, otherCommands } = settings
  const notes: string[] = []
  if (commands.length > 0) notes.push(`commands: ${commands.join(', ')}`)
  if (otherCommands.length > 0) {
    notes.push(`commands of dependencies, for dependencies.scripts: ${someOf(otherCommands, MOST_COMMANDS)}`)
  }
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

/** A long list would hide the other notes. */
const MOST_COMMANDS = 8
