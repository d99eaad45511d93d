import { type Finding, type Target, addAll, compareText, finding } from '@exuvia/model'
import { type Requirement, chooseWheel, distributionStem, fits, parseWheelFilename } from '@exuvia/packaging'
import type { DependencySource, SourcedResolution } from '../dependency-source.ts'
import { type Gap, missingGap } from '../gaps.ts'
import type { Missing } from '../resolve.ts'
import type { WheelReader } from '../kept-wheel.ts'
import type { Wheel } from '../wheel.ts'
import type { WheelFile, Wheelhouse } from '../wheelhouse.ts'
import type { Lock, LockedFile, LockedPackage } from './lock.ts'
import { badLock } from './lock-file.ts'
import {
  LOCK_COMMAND,
  ambiguousGap,
  builtGap,
  newestPatchGap,
  sourceGap,
  unbuiltGap,
  uncoveredGap,
  unknownGap,
  unmetGap,
} from './lock-gaps.ts'
import { lockedBuilds } from './locked-builds.ts'
import { type Declared, changesSinceLock, unmetRequirements } from './match-lock.ts'
import { type Asked, type SelectedPackage, selectLocked } from './select-locked.ts'
import type { WheelBuilder } from './wheel-builder.ts'
import type { WheelStore } from './wheel-store.ts'
import { type ShippedFile, withdrawnFindings } from './yanked.ts'
import type { Provided } from '../provided.ts'

export interface LockedSourceOptions {
  readonly lock: Lock
  /** Whether Exuvia found the lock by itself. */
  readonly isFound: boolean
  /** Absolute, without links. */
  readonly root: string
  readonly declared: Declared
  readonly asked: Asked
  /** What the project requires with all that is asked for; empty if only its backend knows. */
  readonly requirementsFor: (target: Target) => readonly Requirement[]
  readonly provided: Provided
  /** The targets as far as they are written, to compare the lock with the project. */
  readonly targets: readonly Target[]
  /** Wheels that go with the lock, for packages of which it names no wheel. */
  readonly wheelhouse: Wheelhouse
  readonly licenses: ReadonlyMap<string, string>
  readonly reader: WheelReader
  readonly store: WheelStore
  /** Names of `dependencies.build`, normalised. */
  readonly build: readonly string[]
  readonly builder: WheelBuilder
}

/** A wheel of a lock: of one package, at a place of this machine, perhaps not yet. */
interface Offer {
  readonly wheel: WheelFile
  /** Undefined for a wheel of the wheelhouse. */
  readonly file: LockedFile | undefined
}

/**
 * The wheels that a lock names. Only what the index alone knows is asked for now; wheels come with `bring`.
 * @throws usage error `bad-lock`; what the store throws
 */
export async function lockedSource(options: LockedSourceOptions): Promise<DependencySource> {
  const { root, declared, asked, provided, store, wheelhouse, licenses, reader } = options
  const lock = await withListedFiles(options)
  const own = ownPackage(lock, declared, root)
  const files = new Map<string, ShippedFile>()
  const built = new Set<string>()
  /** Names of packages that some target needs and of which it has no wheel. */
  const askedBuilds = new Set<string>()
  const offers = new Map<LockedPackage, readonly Offer[]>()
  const byName = new Map<string, WheelFile[]>()
  for (const item of lock.packages) {
    const found = offersOf(item, lock, store)
    offers.set(item, found)
    const wheels = byName.get(item.normalizedName) ?? []
    byName.set(item.normalizedName, wheels)
    for (const { wheel, file } of found) {
      wheels.push(wheel)
      if (file !== undefined) files.set(wheel.path, { package: item, file })
    }
  }
  const builds = lockedBuilds({ lock, names: options.build, store, builder: options.builder })
  const whole = new Map<string, Promise<Wheel>>()
  const findings: Finding[] = []
  if (options.isFound) findings.push(finding('lock-used', 'note', {}, { file: lock.file }))
  const changes = ownChanges(options, lock, own)
  if (changes.length > 0) {
    const args = { file: lock.file, changes, command: LOCK_COMMAND }
    findings.push(finding('lock-outdated', 'error', {}, args))
  }
  return {
    lockFile: lock.file,
    isList: lock.shape === 'list',
    findings,
    offered: [...wheelhouse.wheels.values()].flat(),
    wheelsOf: (name) => byName.get(name) ?? [],
    resolve: resolveLocked,
    async bring(wheels) {
      const wanted = new Map(
        wheels.flatMap((wheel) => {
          const file = files.get(wheel.path)
          return file === undefined ? [] : [[wheel.path, file] as const]
        }),
      )
      const shipped = [...wanted.values()]
      await store.bring(
        shipped.map(({ file }) => file),
        lock.file,
      )
      return withdrawnFindings(shipped, lock, store)
    },
    unusedBuilds: () => options.build.filter((name) => !askedBuilds.has(name)),
    read(wheel) {
      if (!files.has(wheel.path) && !built.has(wheel.path)) return wheelhouse.read(wheel)
      const read = whole.get(wheel.path) ?? reader(wheel.path, licenses.get(wheel.normalizedName))
      whole.set(wheel.path, read)
      return read
    },
  }

  async function resolveLocked(target: Target): Promise<SourcedResolution> {
    const selection = selectLocked(lock, own, asked, target)
    const gaps: Gap[] = []
    const missing: Missing[] = []
    const wheels: WheelFile[] = []
    // What it lacks for such a target, or has for others alone, follows from this.
    if (selection.uncovered !== undefined)
      return { target, wheels: [], missing: [], gaps: [uncoveredGap(lock, selection.uncovered)] }
    const ambiguous = new Set(selection.ambiguous.flat())
    for (const items of selection.ambiguous) {
      if (!provided.has(items[0]?.package.normalizedName ?? '')) gaps.push(ambiguousGap(lock, items, target))
    }
    for (const item of selection.newest) gaps.push(newestPatchGap(lock, item.package))
    for (const { name, requirer } of selection.unknown) gaps.push(unknownGap(lock, name, requirer))
    if (lock.shape === 'list') {
      const unmet = unmetRequirements(
        options.requirementsFor(target),
        asked.extras,
        selection.packages,
        provided,
        target,
      )
      if (unmet.length > 0) gaps.push(unmetGap(lock, unmet))
    }
    for (const item of selection.packages) {
      if (ambiguous.has(item) || provided.has(item.package.normalizedName)) continue
      if (isOwnFolder(item.package) || isEmptyFolder(item.package)) continue
      const wheel = chooseOffer(item.package, target) ?? (await builtFor(item.package, target))
      if (wheel !== undefined) {
        wheels.push(wheel)
        if (built.has(wheel.path)) gaps.push(builtGap(wheel, item.package, root))
        continue
      }
      const lack = missingOf(item, target)
      if (lack !== undefined) missing.push(lack)
      else if (builds.isWanted(item.package)) gaps.push(unbuiltGap(item.package, root))
      else gaps.push(sourceGap(item, root))
    }
    addAll(
      gaps,
      missing.map((item) => missingGap(item, target, lock.file, item.isConditional ? 'warning' : 'error')),
    )
    return {
      target,
      wheels: wheels.sort((a, b) => compareText(a.normalizedName, b.normalizedName)),
      missing,
      gaps,
    }
  }

  function chooseOffer(item: LockedPackage, target: Target): WheelFile | undefined {
    const wheels = (offers.get(item) ?? []).map((offer) => offer.wheel)
    return chooseWheel(wheels, target) ?? chooseWheel(fromWheelhouse(item), target)
  }

  /** The wheel that this machine builds of a package where it is wanted. */
  async function builtFor(item: LockedPackage, target: Target): Promise<WheelFile | undefined> {
    askedBuilds.add(item.normalizedName)
    if (!builds.isWanted(item)) return undefined
    const found = await builds.wheelsFor(item, target)
    const known = byName.get(item.normalizedName) ?? []
    for (const wheel of found) {
      if (!built.has(wheel.path)) known.push(wheel)
      built.add(wheel.path)
    }
    byName.set(item.normalizedName, known)
    return chooseWheel(found, target)
  }

  /** Wheels of the locked version that the user built. */
  function fromWheelhouse(item: LockedPackage): readonly WheelFile[] {
    const wheels = wheelhouse.wheels.get(item.normalizedName) ?? []
    return wheels.filter((wheel) => item.version === undefined || wheel.version === item.version)
  }

  function missingOf(
    { package: item, requirers, isConditional }: SelectedPackage,
    target: Target,
  ): Missing | undefined {
    const wheels = [
      ...(offers.get(item) ?? []).map((offer) => offer.wheel),
      ...fromWheelhouse(item),
      ...(byName.get(item.normalizedName) ?? []).filter((wheel) => built.has(wheel.path)),
    ]
    if (wheels.length === 0) return undefined
    return {
      name: item.name,
      normalizedName: item.normalizedName,
      wanted: [item.name, item.version ?? ''].join(' ').trim(),
      requirer: requirers.length === 0 ? lock.file : requirers.join(', '),
      wheels,
      elsewhere: wheels.filter((wheel) => !fits(wheel, target)),
      others: sourcesOf(item),
      isConditional,
    }
  }

  function isOwnFolder(item: LockedPackage): boolean {
    return item === own || (item.source.kind === 'folder' && item.source.path === root)
  }
}

/** What there is beside wheels, and the line that builds it. */
function sourcesOf(item: LockedPackage): string[] {
  if (item.sdist === undefined) return []
  const line = `dependencies.build = ["${item.normalizedName}"]`
  return [`the source distribution ${item.sdist.filename}, which ${line} builds for this machine`]
}

/** A folder of dependencies alone: nothing of it is installed. */
function isEmptyFolder(item: LockedPackage): boolean {
  return item.source.kind === 'folder' && item.source.isEmpty
}

/** Fills in the files that only an index knows. */
async function withListedFiles({ lock, store }: LockedSourceOptions): Promise<Lock> {
  const unlisted = lock.packages.filter((item) => item.wheels === undefined)
  if (unlisted.length === 0) return lock
  const requests = unlisted.map((item) => ({
    name: item.normalizedName,
    version: item.version ?? '',
    digests: item.digests,
    index: lock.index,
    extraIndexes: lock.extraIndexes,
  }))
  const answers = await store.list(requests, lock.file)
  const listed = new Map(unlisted.map((item, index) => [item, answers[index] ?? []]))
  const packages = lock.packages.map((item): LockedPackage => {
    const files = listed.get(item)
    if (files === undefined) return item
    return {
      ...item,
      wheels: files.filter((file) => file.filename.endsWith('.whl')),
      sdist: files.find((file) => !file.filename.endsWith('.whl')),
    }
  })
  return { ...lock, packages }
}

/** The wheels of a package. Their names must be of that package, because a lock is input from outside. */
function offersOf(item: LockedPackage, lock: Lock, store: WheelStore): Offer[] {
  return (item.wheels ?? []).flatMap((file): Offer[] => {
    let name: ReturnType<typeof parseWheelFilename>
    try {
      name = parseWheelFilename(file.filename)
    } catch {
      // Installers pass over names that are no wheel's.
      return []
    }
    if (
      name.normalizedName !== item.normalizedName ||
      (item.version !== undefined && name.version !== item.version)
    ) {
      const expected = distributionStem(item.name, item.version ?? name.version)
      throw badLock(
        lock.file,
        item.line,
        `${item.name} ${item.version ?? ''} has the wheel ${file.filename}, where ${expected}-….whl is expected`,
      )
    }
    return [{ wheel: { ...name, path: file.path ?? store.placeOf(file) }, file }]
  })
}

/** Finds the project's own package in a lock with a graph. */
function ownPackage(lock: Lock, declared: Declared, root: string): LockedPackage | undefined {
  return lock.shape === 'list'
    ? undefined
    : lock.packages.find(
        (item) =>
          item.source.kind === 'folder' &&
          item.source.path === root &&
          item.normalizedName === declared.normalizedName,
      )
}

function ownChanges(
  { declared, asked, targets }: LockedSourceOptions,
  lock: Lock,
  own: LockedPackage | undefined,
): string[] {
  if (lock.shape === 'list') return []
  if (own === undefined) return [`it has no package "${declared.name}" in this folder`]
  return changesSinceLock(lock, own, declared, asked, targets)
}
