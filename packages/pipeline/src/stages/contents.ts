import {
  addAll,
  CHILDREN_ARCHIVE,
  type Checked,
  type Command,
  type Compiled,
  type CompiledUnit,
  type ManifestFile,
  type Plan,
  type Runtime,
  type Target,
  type TargetContents,
  refusal,
} from '@exuvia/model'
import { decisionAt } from '@exuvia/policy'
import { foldedPath } from '@exuvia/files'
import { childrenArchive, type LauncherStart, renderCmdLauncher, renderLauncher } from '@exuvia/launcher'
import { type PlannedEntry, bytecodeEntry, bytesEntry, fileEntry, textEntry } from './entries.ts'
import { headerOf } from '../compilation/header.ts'
import {
  cachePath,
  distributionStem,
  formatRecord,
  formatTarget,
  isWindowsPlatform,
  launcherPaths,
  legacyPath,
  parseDistInfoPath,
  recordRow,
  unhashedRow,
} from '@exuvia/packaging'
import { levelOf, unitKey } from './plan.ts'
import { type TargetFile, distributionById, targetFiles } from './target-files.ts'

/** Finds a compiled unit by its name (see `unitKey`). */
export type UnitIndex = ReadonlyMap<string, CompiledUnit>

/** Compiled units by name. */
export function indexUnits(compiled: Compiled): UnitIndex {
  return new Map(compiled.units.map((unit) => [unitKey(unit.unit), unit]))
}

/**
 * Lists the contents of one target's tarball, without RECORDs and EXUVIA.json, which need
 * the digests of all these files.
 */
export function applicationEntries(
  compiled: Compiled,
  contents: TargetContents,
  units: UnitIndex,
): PlannedEntry[] {
  const { checked } = compiled.plan
  const files = targetFiles(checked, contents)
  const entries = files.flatMap((file) => shippedEntries(compiled, contents, units, file))
  addAll(entries, launcherEntries(compiled, contents))
  refuseDoubles(entries, formatTarget(contents.target))
  // Windows has no executable files, and Python's zipfile restores no modes: one mode gives the same files everywhere.
  return isWindowsPlatform(contents.target.platform)
    ? entries.map((entry) => ({ ...entry, mode: 0o644 as const }))
    : entries
}

/**
 * Lists the contents of the source twin: for each distribution whose source is required,
 * every file of the release in the form that a person edits, under `<name>-<version>/`.
 */
export function sourceEntries(compiled: Compiled): PlannedEntry[] {
  const { checked } = compiled.plan
  const entries: PlannedEntry[] = []
  const seen = new Set<string>()
  for (const id of checked.sourceTwin) {
    const distribution = distributionById(checked, id)
    const folder = distributionStem(distribution.name, distribution.version)
    for (const file of distribution.files) {
      const path = `${folder}/${file.path}`
      // The wheels of several platforms share their Python; their own tags distinguish native files.
      if (seen.has(path)) continue
      seen.add(path)
      entries.push({
        ...fileEntry(file, path),
        ship: file.role === 'python' ? 'source' : 'data',
        distribution: distribution.name,
      })
    }
  }
  return entries
}

/** The `RECORD` of each installed distribution (PyPA "recording installed projects"), so that importlib.metadata lists its files. */
export function recordEntries(files: readonly ManifestFile[]): PlannedEntry[] {
  const folders = new Map<string, string>()
  for (const { path, distribution } of files) {
    const inside = parseDistInfoPath(path)
    if (inside?.parent === 'lib/' && distribution !== undefined) folders.set(inside.folder, distribution)
  }
  return [...folders].map(([folder, distribution]) => {
    const path = `${folder}/RECORD`
    const rows = files
      .filter((file) => file.distribution === distribution)
      .map((file) => recordRow(relativeToLib(file.path), file.sha256, file.size))
    const text = formatRecord([...rows, unhashedRow(relativeToLib(path))])
    return Object.assign(textEntry(path, text), { ship: 'data' as const, distribution })
  })
}

/** The entries of one file, as its decision says. */
export function shippedEntries(
  compiled: Compiled,
  contents: TargetContents,
  units: UnitIndex,
  { distribution, file, decision }: TargetFile,
): PlannedEntry[] {
  const { runtime } = contents.target
  const facts = { ship: decision.ship, distribution: distribution.name }
  const asItIs = { ...fileEntry(file), ...facts }
  if (decision.ship !== 'bytecode' && decision.ship !== 'both') return [asItIs]
  const level = levelOf(decision)
  const unit = units.get(unitKey({ distribution: distribution.id, path: file.path, runtime, ...level }))
  if (unit === undefined) throw new Error(`${file.path} was not compiled for ${runtime}`)
  const { config, inventory } = compiled.plan.checked
  const header = headerOf(runtime, config.compile.invalidation, {
    // The time that every file has in the tarball.
    mtime: inventory.sourceDate,
    sourceSize: unit.sourceSize,
    sourceHash: Buffer.from(unit.sourceHash, 'hex'),
  })
  const path =
    decision.ship === 'both' ? cachePath(file.path, runtime, unit.unit.optimize) : legacyPath(file.path)
  const bytecode = { ...bytecodeEntry(path, header, unit.code), ...facts, sourceSize: unit.sourceSize }
  return decision.ship === 'both' ? [asItIs, bytecode] : [bytecode]
}

function launcherEntries(compiled: Compiled, contents: TargetContents): PlannedEntry[] {
  const { plan } = compiled
  const { runtime, platform } = contents.target
  const compiler = compiled.compilers.find((info) => info.runtime === runtime)
  if (compiler === undefined) throw new Error(`no compiler for ${runtime}`)
  const siblings = siblingsOf(plan, platform)
  const launchers = contents.commands.flatMap((command) => {
    const start = startOf(command, plan.checked, formatTarget(contents.target))
    if (start === undefined) return []
    const { name, gui } = command
    const { magic } = compiler
    const native = platform !== 'any'
    const { lazyImports } = plan.checked.config.launch
    const options = {
      runtime,
      magic,
      start,
      native,
      lazyImports,
      gui,
      script: name,
      stem: plan.stem,
      siblings,
    }
    return launcherPaths(name, platform).map((path) =>
      path.endsWith('.cmd')
        ? textEntry(path, renderCmdLauncher(options))
        : textEntry(path, renderLauncher(options), 0o755),
    )
  })
  if (launchers.length === 0) return []
  const others =
    platform === 'any' ? undefined : { platform, stem: plan.stem, others: othersOf(plan, contents.target) }
  const children = childrenArchive(runtime, compiler.magic, others)
  return [...launchers, bytesEntry(CHILDREN_ARCHIVE, children)]
}

/** For each runtime the first archive that runs on the platform. */
function siblingsOf(
  { artifacts }: Plan,
  platform: string,
): { readonly runtime: Runtime; readonly file: string }[] {
  const files = new Map<Runtime, string>()
  for (const { kind, target, file } of artifacts) {
    const isFor = target?.platform === platform || target?.platform === 'any'
    if (kind === 'application' && isFor && !files.has(target.runtime)) files.set(target.runtime, file)
  }
  return [...files].map(([runtime, file]) => ({ runtime, file }))
}

/** The first archive of the same runtime for each other platform. */
function othersOf(
  { artifacts }: Plan,
  { runtime, platform }: Target,
): { readonly platform: string; readonly file: string }[] {
  const files = new Map<string, string>()
  for (const { kind, target, file } of artifacts) {
    const isOther = kind === 'application' && target?.runtime === runtime && target.platform !== platform
    if (isOther && !files.has(target.platform)) files.set(target.platform, file)
  }
  return [...files].map(([other, file]) => ({ platform: other, file }))
}

/** What a launcher starts; undefined if the policy leaves the script out. */
function startOf(
  { start, distribution }: Command,
  { decisions }: Checked,
  target: string,
): LauncherStart | undefined {
  if ('module' in start) return start
  const ship = decisionAt(decisions, distribution, target, start.code)?.ship
  if (ship === 'exclude') return undefined
  return { code: ship === 'bytecode' ? legacyPath(start.code) : start.code }
}

function refuseDoubles(entries: readonly PlannedEntry[], target: string): void {
  const seen = new Set<string>()
  for (const { path } of entries) {
    const key = foldedPath(path)
    if (seen.has(key)) {
      throw refusal('case-collision', { target, path })
    }
    seen.add(key)
  }
}

/** RECORD's paths are relative to the folder that contains the .dist-info. */
function relativeToLib(path: string): string {
  return path.startsWith('lib/') ? path.slice(4) : `../${path}`
}
