import { finding, type Target } from '@exuvia/model'
import { formatTarget, normalizeName } from '@exuvia/packaging'
import { type Gap, oneTarget } from '../gaps.ts'
import type { WheelFile } from '../wheelhouse.ts'
import type { Lock, LockedPackage } from './lock.ts'
import type { SelectedPackage } from './select-locked.ts'
import { describeSource } from './source-words.ts'

/** The command that makes a lock again. */
export const LOCK_COMMAND = 'exuvia lock'

export function uncoveredGap(lock: Lock, reason: string): Gap {
  return {
    key: JSON.stringify(['lock-target', reason]),
    report: (targets) =>
      finding('lock-target', 'error', oneTarget(targets), { file: lock.file, target: targets, reason }),
  }
}

/** A package of which a target needs several versions: of several platforms, or of extras that exclude each other. */
export function ambiguousGap(lock: Lock, items: readonly SelectedPackage[], target: Target): Gap {
  const name = items[0]?.package.name ?? ''
  const versions = items.map(({ package: item }) => item.version ?? describeSource(item, '').source)
  const args = { file: lock.file, distribution: name, versions }
  if (target.platform !== 'any') {
    return {
      key: JSON.stringify(['lock-conflict', name, versions]),
      report: (targets) =>
        finding(
          'lock-conflict',
          'error',
          { distribution: name, ...oneTarget(targets) },
          { ...args, target: targets },
        ),
    }
  }
  return {
    key: JSON.stringify(['lock-ambiguous', name, versions]),
    report: (targets) => {
      const runtime = targets[0]?.split('-')[0] ?? 'cp312'
      const example = formatTarget({ runtime, platform: 'manylinux_2_28_x86_64' })
      return finding(
        'lock-ambiguous',
        'error',
        { distribution: name, ...oneTarget(targets) },
        { ...args, target: targets, example },
      )
    },
  }
}

/** A package of which the lock has another version for older patch versions of the Python. */
export function newestPatchGap(lock: Lock, item: LockedPackage): Gap {
  const distribution = [item.name, item.version ?? ''].join(' ').trim()
  return {
    key: JSON.stringify(['lock-newest-patch', distribution]),
    report: (targets) =>
      finding(
        'lock-newest-patch',
        'note',
        { distribution: item.name, ...oneTarget(targets) },
        { file: lock.file, distribution, target: targets },
      ),
  }
}

export function unknownGap(lock: Lock, name: string, requirer: string): Gap {
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

export function unmetGap(lock: Lock, changes: readonly string[]): Gap {
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

/** A wheel that this machine built: no index lists its digest. */
export function builtGap(wheel: WheelFile, item: LockedPackage, root: string): Gap {
  const { source } = describeSource(item, root)
  return {
    key: JSON.stringify(['wheel-built', wheel.filename]),
    report: () =>
      finding('wheel-built', 'note', { distribution: item.name }, { wheel: wheel.filename, source }),
  }
}

/** A package that a build would build; a command that builds nothing does not know its files. */
export function unbuiltGap(item: LockedPackage, root: string): Gap {
  const distribution = [item.name, item.version ?? ''].join(' ').trim()
  const { source } = describeSource(item, root)
  return {
    key: JSON.stringify(['wheel-unbuilt', distribution, source]),
    report: (targets) =>
      finding(
        'wheel-unbuilt',
        'warning',
        { distribution: item.name, ...oneTarget(targets) },
        { distribution, source },
      ),
  }
}

/** A package that the lock has as source alone, and that nothing builds. */
export function sourceGap({ package: item, isConditional }: SelectedPackage, root: string): Gap {
  const severity = isConditional ? 'warning' : 'error'
  const { source, command } = describeSource(item, root)
  const distribution = [item.name, item.version ?? ''].join(' ').trim()
  return {
    key: JSON.stringify(['lock-source', severity, item.name, item.version, source]),
    report: (targets) =>
      finding(
        'lock-source',
        severity,
        { distribution: item.name, ...oneTarget(targets) },
        { distribution, name: item.normalizedName, source, command },
      ),
  }
}
