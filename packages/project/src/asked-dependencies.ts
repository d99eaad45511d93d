import type { TomlView } from '@exuvia/files'
import { type Config, type Target, usageError } from '@exuvia/model'
import { type Requirement, evaluateMarker } from '@exuvia/packaging'
import { readDependencyGroups } from './dependency-groups.ts'
import type { Lock } from './lock/lock.ts'
import type { Declared } from './lock/match-lock.ts'
import type { Asked } from './lock/select-locked.ts'
import type { OwnProject } from './own-project.ts'

/** What a project declares, and what of it the config asks for. */
export interface AskedDependencies {
  readonly declared: Declared
  readonly asked: Asked
  /** All requirements of a target with the groups that are asked for; markers see the extras that are. */
  readonly requirementsFor: (target: Target) => readonly Requirement[]
}

/**
 * Joins the project's dependencies with the extras and groups that the config names.
 * @throws usage errors `unknown-extra`, `unknown-group`, `bad-pyproject`, `bad-requirement`
 */
export function askedDependencies(
  pyproject: TomlView | undefined,
  own: OwnProject,
  { extras, groups }: Config['dependencies'],
  lock: Lock | undefined,
): AskedDependencies {
  const declared: Declared = {
    name: own.name,
    normalizedName: own.normalizedName,
    requiresPython: own.requiresPython,
    dependencies: own.hasUnknownDependencies ? undefined : own.dependencies,
    optional: own.optional,
    groups: pyproject === undefined ? new Map() : readDependencyGroups(pyproject),
  }
  const dynamic = pyproject?.table('project').strings('dynamic') ?? []
  const isKnownByBackend =
    own.reading.from === 'static' &&
    (dynamic.includes('optional-dependencies') || pyproject?.has('project') !== true)
  for (const extra of extras) {
    if (own.extras.includes(extra) || isKnownByBackend || lock?.extras.includes(extra) === true) continue
    throw usageError('unknown-extra', { extra, where: own.name, known: own.extras })
  }
  const asked: Asked = { extras: withExtras(extras, own), groups: groups ?? lock?.defaultGroups ?? [] }
  for (const group of asked.groups) {
    if (declared.groups.has(group) || lock?.groups.includes(group) === true) continue
    throw usageError('unknown-group', { group, where: own.name, known: [...declared.groups.keys()] })
  }
  return {
    declared,
    asked,
    requirementsFor: (target) =>
      [
        ...(own.contentsFor(target)?.dependencies ?? own.dependencies),
        ...asked.extras.flatMap((extra) => own.optional.get(extra) ?? []),
        ...asked.groups.flatMap((group) => declared.groups.get(group) ?? []),
      ].filter((item) => item.normalizedName !== own.normalizedName),
  }
}

/** Extras, and those of the project itself that they name: `all = ["tidemark[yaml,http]"]`. */
function withExtras(extras: readonly string[], own: OwnProject): string[] {
  const chosen = new Set(extras)
  // A set yields what is added while it is read.
  for (const extra of chosen) {
    const marked = own.dependencies.filter(
      ({ marker }) => marker !== undefined && evaluateMarker(marker, {}, [extra]) !== 'no',
    )
    for (const item of [...(own.optional.get(extra) ?? []), ...marked]) {
      if (item.normalizedName !== own.normalizedName) continue
      for (const inner of item.extras) if (own.extras.includes(inner)) chosen.add(inner)
    }
  }
  return [...chosen]
}
