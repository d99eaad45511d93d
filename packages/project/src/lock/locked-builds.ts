import { basename } from 'node:path'
import { type Target, usageError } from '@exuvia/model'
import { canonicalPlatform, chooseWheel, parseWheelFilename, platformLadder } from '@exuvia/packaging'
import type { WheelFile } from '../wheelhouse.ts'
import type { Lock, LockedPackage } from './lock.ts'
import type { BuildSource, WheelBuilder } from './wheel-builder.ts'
import type { WheelStore } from './wheel-store.ts'

/** The wheels of a lock's sources that this machine builds. */
export interface LockedBuilds {
  /**
   * Whether a package is built from source where no wheel fits: a folder of this machine, which is the user's own
   * code, or a name of `dependencies.build`; and its source is one that can be built.
   */
  readonly isWanted: (item: LockedPackage) => boolean
  /**
   * Finds the wheels that were built of a package; builds one if it may fit the target and the command builds.
   * @returns what there is, whether it fits or not
   * @throws as `WheelBuilder.build`; usage error `wheel-of-another-package`
   */
  readonly wheelsFor: (item: LockedPackage, target: Target) => Promise<readonly WheelFile[]>
}

interface Options {
  readonly lock: Lock
  /** Normalised names. */
  readonly names: readonly string[]
  readonly store: WheelStore
  readonly builder: WheelBuilder
}

export function lockedBuilds({ lock, names, store, builder }: Options): LockedBuilds {
  const found = new Map<LockedPackage, WheelFile[]>()
  const attempts = new Map<LockedPackage, Set<string>>()
  // One after the other: what the first target built may serve the next.
  let last: Promise<unknown> = Promise.resolve()
  return {
    isWanted: (item) => isNamed(item) && sourceOf(item) !== undefined,
    wheelsFor(item, target) {
      const next = last.then(() => findOrBuild(item, target))
      last = next.catch(() => {})
      return next
    },
  }

  async function findOrBuild(item: LockedPackage, target: Target): Promise<readonly WheelFile[]> {
    const source = sourceOf(item)
    if (source === undefined) return []
    const wheels = found.get(item) ?? (await builder.known(source)).map((path) => wheelAt(path, item, source))
    found.set(item, wheels)
    while (builder.mayBuild && chooseWheel(wheels, target) === undefined) {
      const python = await builder.pythonFor(target.runtime)
      if (!isWorthIt(item, wheels, target, python)) break
      wheels.push(wheelAt(await build(source, python), item, source))
    }
    return wheels
  }

  function isNamed(item: LockedPackage): boolean {
    return item.source.kind === 'folder' || names.includes(item.normalizedName)
  }

  /** Whether a build, or another one with the target's own Python, may give a fitting wheel. Counts as the attempt. */
  function isWorthIt(
    item: LockedPackage,
    wheels: readonly WheelFile[],
    target: Target,
    python: string | undefined,
  ): boolean {
    const tried = attempts.get(item) ?? new Set<string>()
    attempts.set(item, tried)
    const key = python ?? ''
    const isFirst = wheels.length === 0 && tried.size === 0
    const ladder = platformLadder(target.platform)
    const isOfPlatform = wheels.some((wheel) =>
      wheel.platforms.some(
        (platform) => target.platform === 'any' || ladder.includes(canonicalPlatform(platform)),
      ),
    )
    if (tried.has(key) || (!isFirst && (python === undefined || !isOfPlatform))) return false
    tried.add(key)
    return true
  }

  async function build(source: BuildSource, python: string | undefined): Promise<string> {
    const { from } = source
    if (from.kind === 'archive') {
      await store.bring([from.file], lock.file)
      return builder.build(source, from.file.path ?? store.placeOf(from.file), python)
    }
    return builder.build(source, undefined, python)
  }

  function wheelAt(path: string, item: LockedPackage, source: BuildSource): WheelFile {
    const name = parseWheelFilename(basename(path))
    // A requirements file does not say the names of folders.
    const isNameless = lock.kind === 'requirements' && item.source.kind === 'folder'
    const isOther =
      (!isNameless && name.normalizedName !== item.normalizedName) ||
      (item.version !== undefined && name.version !== item.version)
    if (isOther) {
      throw usageError('wheel-of-another-package', { expected: source.what, wheel: name.filename })
    }
    return { ...name, path }
  }
}

/** What a package can be built from; undefined if the lock names no such thing. Pure. */
function sourceOf(item: LockedPackage): BuildSource | undefined {
  const { source, sdist, subdirectory } = item
  const what = [item.name, item.version ?? ''].join(' ').trim()
  switch (source.kind) {
    case 'folder':
      return source.isEmpty ? undefined : { what, from: { kind: 'folder', path: source.path }, subdirectory }
    case 'git': {
      const { repository, commit } = source
      return repository === undefined || commit === undefined
        ? undefined
        : { what, from: { kind: 'git', repository, commit }, subdirectory }
    }
    default:
      return sdist === undefined ? undefined : { what, from: { kind: 'archive', file: sdist }, subdirectory }
  }
}
