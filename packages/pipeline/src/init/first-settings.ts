import { realpath } from 'node:fs/promises'
import { type Config, compareText, someOf } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import {
  describedElsewhere,
  findLockFile,
  findProjectFacts,
  findPyproject,
  servesRuntime,
} from '@exuvia/project'
import type { OpenLicense } from '../config/initial.ts'
import type { RunContext } from '../context.ts'
import { openStore } from '../dependencies/open-store.ts'
import { openLicensesOf } from './open-licenses.ts'
import { chooseTargets } from './targets.ts'
import { findWheelhouses, readWheelhouses } from './wheelhouses.ts'

/** What a first config is made of, and what a later one may lack. */
export interface FirstSettings {
  /** Those of the config; without them the newest that this machine can make. */
  readonly targets: readonly string[]
  /** Folders of wheels, relative to the project. */
  readonly wheelhouse: readonly string[]
  readonly openLicenses: readonly OpenLicense[]
  /** What describes a project without `[project]`, so that only its backend knows more of it. */
  readonly elsewhere: readonly string[]
  /** Names of the distributions that the project depends on, unless the machine provides them. Unknown: undefined. */
  readonly dependencies: readonly string[] | undefined
  /** The lock file that a build finds by itself; undefined if there is none. */
  readonly lock: string | undefined
  /** Commands of the project. */
  readonly commands: readonly string[]
  /** Commands of the wheels from which `dependencies.scripts` does not choose yet. */
  readonly otherCommands: readonly string[]
}

/**
 * Looks at a project, its wheels and, where the config has no targets, this machine's compilers.
 * @param config what is there already
 * @throws usage error `no-compiler`, `no-fitting-compiler`
 */
export async function findFirstSettings(
  root: string,
  config: Config,
  context: RunContext,
): Promise<FirstSettings> {
  const elsewhere = await describedElsewhere(root)
  const facts = elsewhere.length === 0 ? await findProjectFacts(root) : undefined
  const configured = config.dependencies.wheelhouse
  const wheelhouse = configured.length > 0 ? configured : await findWheelhouses(root)
  const targets =
    config.targets.length > 0
      ? config.targets
      : await findTargets(root, facts?.requiresPython, withWheelhouse(config, wheelhouse), context)
  const lock = await findLockFile(await realpath(root))
  const wheels = await readWheelhouses(root, wheelhouse)
  const others = wheels
    .filter((wheel) => facts === undefined || wheel.normalizedName !== normalizeName(facts.name))
    .flatMap(({ entryPoints }) => entryPoints.map((entry) => entry.name))
  return {
    targets,
    wheelhouse,
    openLicenses: openLicensesOf(wheels).filter((open) => config.licenses[open.name] === undefined),
    elsewhere,
    dependencies: config.dependencies.provided.includes('*') ? [] : facts?.dependencies,
    commands: facts?.commands ?? [],
    otherCommands: config.dependencies.scripts.length > 0 ? [] : [...new Set(others)].sort(compareText),
    lock: config.dependencies.lock.kind === 'file' ? config.dependencies.lock.file : lock?.name,
  }
}

function withWheelhouse(config: Config, wheelhouse: readonly string[]): Config {
  return { ...config, dependencies: { ...config.dependencies, wheelhouse } }
}

async function findTargets(
  root: string,
  requiresPython: string | undefined,
  config: Config,
  context: RunContext,
): Promise<readonly string[]> {
  const { env, signal } = context
  const pyproject = await findPyproject(root)
  // What is not on this machine, as the lists of an index, has no say.
  const options = { root, pyproject, config, env, signal, openStore: openOffline }
  return chooseTargets(requiresPython, (runtime) => servesRuntime(options, runtime), context)

  function openOffline(indexes: Parameters<typeof openStore>[0]): ReturnType<typeof openStore> {
    return openStore(indexes, true, context)
  }
}

/** Whether a build would refuse the project, or may, because nothing says where its dependencies come from. */
export function needsLock({ dependencies, wheelhouse, lock }: FirstSettings): boolean {
  return dependencies?.length !== 0 && wheelhouse.length === 0 && lock === undefined
}

/** Says which commands a release gets, and what the user has to add to a first config. */
export function notesFor(settings: FirstSettings): string[] {
  const { commands, dependencies, elsewhere, openLicenses, otherCommands } = settings
  const notes: string[] = []
  if (elsewhere.length > 0) {
    notes.push(`exuvia build runs the build backend of the project: ${elsewhere.join(', ')}`)
  }
  if (commands.length > 0) notes.push(`commands: ${commands.join(', ')}`)
  if (otherCommands.length > 0) {
    notes.push(`commands of dependencies, for dependencies.scripts: ${someOf(otherCommands, MOST_COMMANDS)}`)
  }
  if (dependencies !== undefined && needsLock(settings)) {
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
