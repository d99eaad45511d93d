import { type Finding, type Target, addAll, compareText, finding } from '@exuvia/model'
import {
  type Requirement,
  chooseWheel,
  distributionStem,
  fits,
  formatTarget,
  normalizeName,
  parseWheelFilename,
} from '@exuvia/packaging'
import type { DependencySource, SourcedResolution } from '../dependency-source.ts'
import { type Gap, missingGap, oneTarget } from '../gaps.ts'
import type { Missing } from '../resolve.ts'
import { type Wheel, readWheel } from '../wheel.ts'
import type { WheelFile, Wheelhouse } from '../wheelhouse.ts'
import type { Lock, LockedFile, LockedPackage } from './lock.ts'
import { badLock } from './lock-file.ts'
import { type Declared, changesSinceLock, unmetRequirements } from './match-lock.ts'
import { type Asked, type SelectedPackage, selectLocked } from './select-locked.ts'
import { describeSource } from './source-words.ts'
import type { WheelStore } from './wheel-store.ts'

const LOCK_COMMAND = 'exuvia lock'

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
  readonly provided: ReadonlySet<string>
  /** The targets as far as they are written, to compare the lock with the project. */
  readonly targets: readonly Target[]
  /** Wheels that go with the lock, for packages of which it names no wheel. */
  readonly wheelhouse: Wheelhouse
  readonly licenses: ReadonlyMap<string, string>
  readonly store: WheelStore
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
  const { root, declared, asked, provided, store, wheelhouse, licenses } = options
  const lock = await withListedFiles(options)
  const own = ownPackage(lock, declared, root)
  const files = new Map<string, LockedFile>()
  const offers = new Map<LockedPackage, readonly Offer[]>()
  const byName = new Map<string, WheelFile[]>()
  for (const item of lock.packages) {
    const found = offersOf(item, lock, store)
    offers.set(item, found)
    const wheels = byName.get(item.normalizedName) ?? []
    byName.set(item.normalizedName, wheels)
    for (const { wheel, file } of found) {
      wheels.push(wheel)
      if (file !== undefined) files.set(wheel.path, file)
    }
  }
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
    findings,
    wheelsOf: (name) => byName.get(name) ?? [],
    resolve: async (target) => resolveLocked(target),
    async bring(wheels) {
      const wanted = new Map(
        wheels.flatMap((wheel) => {
          const file = files.get(wheel.path)
          return file === undefined ? [] : [[wheel.path, file] as const]
        }),
      )
      await store.bring([...wanted.values()], lock.file)
    },
    read(wheel) {
      if (!files.has(wheel.path)) return wheelhouse.read(wheel)
      const read = whole.get(wheel.path) ?? readWheel(wheel.path, licenses.get(wheel.normalizedName))
      whole.set(wheel.path, read)
      return read
    },
  }

  function resolveLocked(target: Target): SourcedResolution {
    const selection = selectLocked(lock, own, asked, target)
    const gaps: Gap[] = []
    const missing: Missing[] = []
    const wheels: WheelFile[] = []
    if (selection.uncovered !== undefined) gaps.push(uncoveredGap(lock, selection.uncovered))
    const ambiguous = new Set(selection.ambiguous.flat())
    for (const items of selection.ambiguous) {
      if (!provided.has(items[0]?.package.normalizedName ?? '')) gaps.push(ambiguousGap(lock, items))
    }
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
      const wheel = chooseOffer(item.package, target)
      if (wheel !== undefined) {
        wheels.push(wheel)
        const yanked = files.get(wheel.path)?.yanked
        if (yanked !== undefined) gaps.push(yankedGap(wheel, yanked))
        continue
      }
      const lack = missingOf(item, target)
      if (lack === undefined) gaps.push(sourceGap(item))
      else missing.push(lack)
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

  /** Wheels of the locked version that the user built. */
  function fromWheelhouse(item: LockedPackage): readonly WheelFile[] {
    const wheels = wheelhouse.wheels.get(item.normalizedName) ?? []
    return wheels.filter((wheel) => item.version === undefined || wheel.version === item.version)
  }

  function missingOf(
    { package: item, requirers, isConditional }: SelectedPackage,
    target: Target,
  ): Missing | undefined {
    const wheels = [...(offers.get(item) ?? []).map((offer) => offer.wheel), ...fromWheelhouse(item)]
    if (wheels.length === 0) return undefined
    return {
      name: item.name,
      normalizedName: item.normalizedName,
      wanted: [item.name, item.version ?? ''].join(' ').trim(),
      requirer: requirers.length === 0 ? lock.file : requirers.join(', '),
      wheels,
      elsewhere: wheels.filter((wheel) => !fits(wheel, target)),
      others: item.sdist === undefined ? [] : [`the source distribution ${item.sdist.filename}`],
      isConditional,
    }
  }

  function isOwnFolder(item: LockedPackage): boolean {
    return item === own || (item.source.kind === 'folder' && item.source.path === root)
  }

  function sourceGap({ package: item, isConditional }: SelectedPackage): Gap {
    const severity = isConditional ? 'warning' : 'error'
    const { source, command } = describeSource(item, root)
    return {
      key: JSON.stringify(['lock-source', severity, item.name, item.version, source]),
      report: (targets) =>
        finding(
          'lock-source',
          severity,
          { distribution: item.name, ...oneTarget(targets) },
          {
            distribution: [item.name, item.version ?? ''].join(' ').trim(),
            source,
            command,
          },
        ),
    }
  }
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

function yankedGap(wheel: WheelFile, reason: string): Gap {
  return {
    key: JSON.stringify(['wheel-yanked', wheel.filename]),
    report: () =>
      finding(
        'wheel-yanked',
        'warning',
        { distribution: wheel.normalizedName },
        {
          wheel: wheel.filename,
          reason: reason === '' ? 'no reason given' : reason,
        },
      ),
  }
}

function uncoveredGap(lock: Lock, reason: string): Gap {
  return {
    key: JSON.stringify(['lock-target', reason]),
    report: (targets) =>
      finding('lock-target', 'error', oneTarget(targets), { file: lock.file, target: targets, reason }),
  }
}

function ambiguousGap(lock: Lock, items: readonly SelectedPackage[]): Gap {
  const name = items[0]?.package.name ?? ''
  const versions = items.map(({ package: item }) => item.version ?? describeSource(item, '').source)
  return {
    key: JSON.stringify(['lock-ambiguous', name, versions]),
    report: (targets) => {
      const runtime = targets[0]?.split('-')[0] ?? 'cp312'
      const example = formatTarget({ runtime, platform: 'manylinux_2_28_x86_64' })
      return finding(
        'lock-ambiguous',
        'error',
        { distribution: name, ...oneTarget(targets) },
        {
          file: lock.file,
          distribution: name,
          target: targets,
          versions,
          example,
        },
      )
    },
  }
}

function unknownGap(lock: Lock, name: string, requirer: string): Gap {
  return {
    key: JSON.stringify(['lock-incomplete', name, requirer]),
    report: (targets) =>
      finding(
        'lock-incomplete',
        'error',
        { distribution: normalizeName(name), ...oneTarget(targets) },
        {
          requirer,
          requirement: name,
          file: lock.file,
          found: 'no package of that name',
          command: LOCK_COMMAND,
        },
      ),
  }
}

function unmetGap(lock: Lock, changes: readonly string[]): Gap {
  return {
    key: JSON.stringify(['lock-outdated', changes]),
    report: (targets) =>
      finding('lock-outdated', 'error', oneTarget(targets), {
        file: lock.file,
        changes,
        command: LOCK_COMMAND,
      }),
  }
}
