import {
  addAll,
  type Checked,
  type CodeLevel,
  type Decision,
  PACK_FORMATS,
  type PackFormat,
  type Plan,
  type PlannedArtifact,
  type Target,
  type TargetContents,
  type Unit,
  usageError,
} from '@exuvia/model'
import {
  distributionStem,
  formatTarget,
  isWindowsPlatform,
  parseTarget,
  targetWithTag,
} from '@exuvia/packaging'
import { isCompiledWheel, planWheels } from './plan-wheels.ts'
import { targetFiles } from './target-files.ts'

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
  const { formats } = checked.config.pack
  const artifacts = inventory.targets.flatMap((contents) =>
    archiveFormats(formats, contents.target).map((format): PlannedArtifact => {
      const file = archiveFile(stem, formatTarget(contents.target), format)
      return { kind: 'application', file, target: contents.target, madeFor: contents }
    }),
  )
  if (formats.includes('wheel')) addAll(artifacts, planWheels(checked, stem))
  if (checked.sourceTwin.length > 0) {
    for (const format of TWIN_FORMATS)
      artifacts.push({
        kind: 'source',
        file: archiveFile(stem, 'source', format),
        target: undefined,
        madeFor: undefined,
      })
  }
  const units = new Map<string, Unit>()
  for (const contents of building) {
    for (const unit of unitsOf(checked, contents)) units.set(unitKey(unit), unit)
  }
  // The mark is only a type, and only this function sets it.
  return { checked, stem, artifacts, building, units: [...units.values()] } as unknown as Plan
}

type ArchiveFormat = Exclude<PackFormat, 'wheel'> | 'zip'

/** The archives of a target. Windows gets a zip, which Explorer unpacks; all others get tarballs. */
function archiveFormats(formats: readonly PackFormat[], { platform }: Target): readonly ArchiveFormat[] {
  const tarballs = formats.filter((format) => format !== 'wheel')
  return tarballs.length > 0 && isWindowsPlatform(platform) ? ['zip'] : tarballs
}

/** The source twin has one format, which every machine can make: the parts of a release have the same twin. */
const TWIN_FORMATS = ['tar.gz'] as const

/** Names an archive of a target, or of the source twin (`source`). */
function archiveFile(stem: string, target: string, format: ArchiveFormat): string {
  return `${stem}-${target}.${format}`
}

/** Whether Exuvia names an artifact so. @param stem of the release */
export function isArtifactFile(
  stem: string,
  { file, target }: { readonly file: string; readonly target?: string },
): boolean {
  const formats = target === undefined ? TWIN_FORMATS : archiveFormats(PACK_FORMATS, parseTarget(target))
  if (formats.some((format) => file === archiveFile(stem, target ?? 'source', format))) return true
  return target !== undefined && isCompiledWheel(file, stem, parseTarget(target))
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

/** Beside its source, Python looks for a .pyc without an optimisation tag (PEP 488)
 * unless it runs under -O: such a .pyc must do what the source says. */
const AS_SOURCE: CodeLevel = { optimize: 0, docstrings: 'keep' }

/** How a module is compiled. */
export function levelOf({ ship, level }: Decision): CodeLevel {
  return ship === 'bytecode' && level !== undefined ? level : AS_SOURCE
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
