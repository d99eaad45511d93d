import {
  type Checked,
  type CodeLevel,
  type Decision,
  type Distribution,
  type Plan,
  type PlannedArtifact,
  type SourceFile,
  type TargetContents,
  type Unit,
  usageError,
} from '@exuvia/model'
import { distributionStem, formatTarget, isWindowsPlatform, targetWithTag } from '@exuvia/packaging'
import { decisionAt } from '@exuvia/policy'

/**
 * Checked → Plan: lists the tarballs to make and the units that they need. Pure.
 * A unit is compiled once per runtime, whatever the number of platforms.
 *
 * @param only targets to build now (`cp312-any`); empty for all
 * @throws usage error `unknown-target`
 */
export function planRelease(checked: Checked, only: readonly string[] = []): Plan {
  const { inventory } = checked
  const building = selectTargets(checked, only)
  const stem = distributionStem(inventory.name, inventory.version)
  const artifacts: PlannedArtifact[] = inventory.targets.map(({ target }) => ({
    kind: 'application',
    file: artifactFile(stem, formatTarget(target)),
    target,
  }))
  if (checked.sourceTwin.length > 0) {
    artifacts.push({ kind: 'source', file: artifactFile(stem, undefined), target: undefined })
  }
  const units = new Map<string, Unit>()
  for (const contents of building) {
    for (const unit of unitsOf(checked, contents)) units.set(unitKey(unit), unit)
  }
  // The mark is only a type, and only this function sets it.
  return { checked, stem, artifacts, building, units: [...units.values()] } as unknown as Plan
}

/**
 * Names a target's archive, or the source twin's without a target. Windows gets a zip, which Explorer unpacks; all
 * others get a tarball.
 */
export function artifactFile(stem: string, target: string | undefined): string {
  const isZip = target !== undefined && isWindowsPlatform(target.slice(target.indexOf('-') + 1))
  return `${stem}-${target ?? 'source'}.${isZip ? 'zip' : 'tar.gz'}`
}

/** Names a unit: the same source under the same compile key has the same name. */
export function unitKey(unit: Omit<Unit, 'filename'>): string {
  return [unit.runtime, unit.distribution, unit.path, unit.optimize, unit.docstrings].join('\0')
}

function selectTargets(checked: Checked, names: readonly string[]): readonly TargetContents[] {
  const all = checked.inventory.targets
  if (names.length === 0) return all
  const known = all.map(({ target }) => formatTarget(target))
  const unknown = names.find((name) => !known.includes(targetWithTag(name)))
  if (unknown !== undefined) throw usageError('unknown-target', { target: unknown, known })
  const wanted = new Set(names.map(targetWithTag))
  return all.filter(({ target }) => wanted.has(formatTarget(target)))
}

/** One file of one target, with the distribution it comes from and its decision. */
export interface TargetFile {
  readonly distribution: Distribution
  readonly file: SourceFile
  readonly decision: Decision
}

/** The files of a target's tarball, with how each ships; without those of `exclude`. */
export function targetFiles(checked: Checked, contents: TargetContents): TargetFile[] {
  const files: TargetFile[] = []
  const name = formatTarget(contents.target)
  const seen = new Set<string>()
  for (const id of contents.distributions) {
    const distribution = distributionById(checked, id)
    for (const file of distribution.files) {
      const decision = decisionAt(checked.decisions, id, name, file.path)
      if (decision === undefined) {
        throw new Error(`no decision for ${file.path} of ${id}`)
      }
      // Two distributions may contain the same bytes at one path (a namespace package's
      // __init__.py); the policy check refuses different bytes as path-collision.
      if (decision.ship === 'exclude' || seen.has(file.path)) continue
      seen.add(file.path)
      files.push({ distribution, file, decision })
    }
  }
  return files
}

/** Beside its source, Python looks for a .pyc without an optimisation tag (PEP 488)
 * unless it runs under -O: such a .pyc must do what the source says. */
const AS_SOURCE: CodeLevel = { optimize: 0, docstrings: 'keep' }

/** How a module is compiled. */
export function levelOf({ ship, level }: Decision): CodeLevel {
  return ship === 'bytecode' && level !== undefined ? level : AS_SOURCE
}

/** A distribution of the inventory by its id. */
export function distributionById(checked: Checked, id: string): Distribution {
  const found = checked.inventory.distributions.find((distribution) => distribution.id === id)
  if (found === undefined) throw new Error(`no distribution ${id} in the inventory`)
  return found
}

function unitsOf(checked: Checked, contents: TargetContents): Unit[] {
  const units: Unit[] = []
  for (const { distribution, file, decision } of targetFiles(checked, contents)) {
    if (decision.ship !== 'bytecode' && decision.ship !== 'both') continue
    units.push({
      distribution: distribution.id,
      path: file.path,
      runtime: contents.target.runtime,
      ...levelOf(decision),
      filename: file.path.replace(/^lib\//, ''),
    })
  }
  return units
}
