import { resolve } from 'node:path'
import {
  addAll,
  type Config,
  type Distribution,
  finding,
  type Inventory,
  type SharedPlace,
  type Target,
  type TargetContents,
  usageError,
} from '@exuvia/model'
import { readCommit, sourceDate } from './git.ts'
import { formatTarget, pythonFit } from '@exuvia/packaging'
import { checkEntryPoints } from './entry-points.ts'
import { dependencyGraph, type Requiring } from './dependency-graph.ts'
import { configuredLicenses } from './configured-licenses.ts'
import { knownProject } from './known-project.ts'
import type { OwnProject } from './own-project.ts'
import { ownGap, type OwnWheels, readOwnWheels } from './own-wheels.ts'
import { readStaticProject } from './static-project.ts'
import { openDependencies } from './open-dependencies.ts'
import type { SourcedResolution } from './dependency-source.ts'
import { type Gap, oneTarget, reportGaps } from './gaps.ts'
import type { WheelBuilder } from './lock/wheel-builder.ts'
import type { NamedIndex, WheelStore } from './lock/wheel-store.ts'
import { portabilityGaps } from './portable.ts'
import { resolveTargets } from './resolve-targets.ts'
import { parseTargets, targetsOfWheels } from './targets.ts'
import { findPyproject, readPyproject } from './pyproject.ts'
import { withoutReplacedScripts } from './replaced-scripts.ts'
import { findSharedCommands, findSharedPlaces } from './shared-places.ts'
import { type TreeReader, treeReader } from './tree-reader.ts'
import { unrequiredNames, unusedFindings } from './unused.ts'
import { checkChosenCommands, commandsOfTarget } from './target-commands.ts'
import type { WheelReader } from './kept-wheel.ts'
import { type Wheel, readWheel } from './wheel.ts'

export interface ReadProjectOptions {
  /** The folder with pyproject.toml. */
  readonly root: string
  readonly config: Config
  /** As written: runtimes or targets. */
  readonly targets: readonly string[]
  /** Those that are built now; undefined or empty: all. The project's wheels for the others are elsewhere. */
  readonly only?: readonly string[] | undefined
  /** `--version`, for projects whose version is dynamic. */
  readonly version?: string | undefined
  /** Its own wheels; undefined: it is read from its files, without running anything. */
  readonly wheels?: OwnWheels | undefined
  /** Reads the project's files; default: `treeReader`. */
  readonly readTree?: TreeReader | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
  /** Whether only a lock file may name the dependencies. */
  readonly locked?: boolean | undefined
  /** Opens the store of downloaded wheels; without it, a project with a lock is not read. */
  readonly openStore?: ((indexes: readonly NamedIndex[]) => Promise<WheelStore>) | undefined
  /** Builds wheels from the sources of a lock; without it none is built. */
  readonly builder?: WheelBuilder | undefined
  /** Reads wheels; default: `readWheel`. */
  readonly reader?: WheelReader | undefined
}

/**
 * Reads a project and the wheels it depends on. What the user must change is an error.
 * `findings` contains what checks report about files, wheels and targets.
 * @throws usage errors that name file, line and key; refusals of unsafe archives and links
 */
export async function readProject(options: ReadProjectOptions): Promise<Inventory> {
  const root = resolve(options.root)
  const { config, env, signal, reader = readWheel } = options
  const written = parseTargets(options.targets)
  const { readTree = treeReader(root, config, { env, signal }) } = options
  const [tree, { commit, commitTime, refusal: unread }] = await Promise.all([
    readTree(),
    readCommit(root, { env, signal }),
  ])
  const refusal = unread ?? tree.gitRefusal
  const licenses = configuredLicenses(config)
  const license = (name: string): string | undefined => licenses.get(name)
  const pyproject = options.wheels === undefined ? await readPyproject(root) : await findPyproject(root)
  const own =
    options.wheels !== undefined
      ? await readOwnWheels(
          options.wheels,
          tree,
          knownProject(pyproject, options.version),
          config,
          license,
          reader,
        )
      : await readStaticProject(
          tree,
          pyproject ?? (await readPyproject(root)),
          config,
          { root, given: options.version, env, signal },
          license,
        )
  const source = await openDependencies({
    root,
    pyproject,
    own,
    config,
    targets: written,
    licenses,
    reader,
    env,
    locked: options.locked ?? false,
    openStore: options.openStore ?? noStore,
    builder: options.builder,
  })
  const resolveFor = async (target: Target): Promise<SourcedResolution> => {
    signal?.throwIfAborted()
    const resolution = await source.resolve(target)
    if (own.contentsFor(target) !== undefined) return resolution
    const { missing, gaps } = resolution
    const ownGaps = isElsewhere(target, options.only) ? [] : [ownGap(own)]
    return { ...resolution, missing: [ownMissing(own), ...missing], gaps: [...ownGaps, ...gaps] }
  }
  const native = own.nativeSources
  const refused = refusal === undefined ? [] : [finding('git-refuses', 'warning', {}, { reason: refusal })]
  const findings = [...refused, ...own.findings, ...source.findings]
  for (const target of written) {
    if (native.length > 0 && (!('platform' in target) || target.platform === 'any')) {
      throw platformNeeded(target.runtime, native)
    }
    if ('platform' in target && target.platform === 'any') refuseAny(target.runtime, own)
  }
  const resolved = await resolveTargets(written, resolveFor, (name) =>
    name === own.normalizedName ? own.wheels : source.wheelsOf(name),
  )
  const { resolutions } = resolved
  addAll(findings, resolved.findings)
  addAll(findings, await source.bring(resolutions.flatMap((item) => item.wheels)))

  const distributions = new Map<string, Distribution>()
  // Without any target, the findings still concern the project.
  if (own.wheels.length === 0) {
    const itself = own.contentsFor({ runtime: '', platform: 'any' })?.distribution
    if (itself !== undefined) distributions.set(itself.id, itself)
  }
  const targets = new Map<string, TargetContents>()
  const shared: SharedPlace[] = []
  const chosen = new Set(config.dependencies.scripts)
  const unfit: { readonly target: string; readonly gaps: readonly Gap[] }[] = []
  const settled = new Map<string, Distribution>()
  const settle = (whole: Distribution): Distribution => {
    const known = settled.get(whole.id)
    if (known !== undefined) return known
    const { distribution, findings: skipped } = withoutReplacedScripts(whole)
    addAll(findings, skipped)
    settled.set(whole.id, distribution)
    return distribution
  }
  for (const resolution of resolutions) {
    const name = formatTarget(resolution.target)
    if (targets.has(name)) continue
    const contents: Distribution[] = []
    const requiring: Requiring[] = []
    const ownContents = own.contentsFor(resolution.target)?.distribution
    const itself = ownContents === undefined ? undefined : settle(ownContents)
    if (itself !== undefined) {
      contents.push(itself)
      distributions.set(itself.id, itself)
    }
    for (const file of resolution.wheels) {
      const wheel = await source.read(file)
      requiring.push(wheel)
      const distribution = settle(asDistribution(wheel))
      if (!distributions.has(distribution.id)) {
        distributions.set(distribution.id, distribution)
        addAll(findings, wheel.findings)
      }
      contents.push(distribution)
    }
    unfit.push({ target: name, gaps: contents.flatMap((item) => pythonGaps(item, resolution.target)) })
    unfit.push({ target: name, gaps: portabilityGaps(own.wheels, resolution.wheels, resolution.target) })
    addAll(shared, await findSharedPlaces(contents, name))
    if (itself !== undefined) {
      const mayBeElsewhere = config.dependencies.provided.length > 0 || resolution.missing.length > 0
      unfit.push({ target: name, gaps: await checkEntryPoints(itself, contents, mayBeElsewhere) })
    }
    const { commands, findings: collided } = commandsOfTarget(contents, chosen, name)
    addAll(findings, collided)
    addAll(shared, await findSharedCommands(contents, commands, name))
    const { target } = resolution
    const requirer = { normalizedName: own.normalizedName, requires: source.requirementsFor(target) }
    targets.set(name, {
      target,
      distributions: contents.map((item) => item.id),
      commands,
      requires: dependencyGraph(requirer, source.extras, requiring, target),
    })
  }
  addAll(findings, reportGaps(unfit))
  const missing = resolutions.flatMap((item) => item.missing)
  const names = [...distributions.values(), ...missing].map((item) => item.normalizedName)
  const wheels = resolutions.flatMap((item) => item.wheels).map(({ filename }) => filename)
  // "pip wheel ." puts the project's own wheel beside those of its dependencies.
  const offered = source.offered.filter((file) => file.normalizedName !== own.normalizedName)
  // What a project with errors would use is unknown, as is what only its backend knows.
  const isKnown = !own.hasUnknownDependencies && findings.every(({ severity }) => severity !== 'error')
  if (isKnown) {
    const { lockFile, isList = false } = source
    // What the customer's Python provides may require more.
    const mayJudge = lockFile !== undefined && isList && config.dependencies.provided.length === 0
    const unrequired = mayJudge
      ? {
          lock: lockFile,
          names: unrequiredNames(own.normalizedName, targets.values(), distributions.values()),
        }
      : undefined
    const unusedBuilds = source.unusedBuilds()
    const used = { names: new Set(names), wheels: new Set(wheels), unusedBuilds, unrequired }
    addAll(findings, unusedFindings(config, offered, used))
  }
  if (targets.size > 0) checkChosenCommands(chosen, [...distributions.values()])
  return {
    root,
    name: own.name,
    normalizedName: own.normalizedName,
    reading: own.reading,
    version: own.version,
    versionSource: own.versionSource,
    commit,
    sourceDate: sourceDate(env, commitTime),
    distributions: [...distributions.values()],
    targets: [...targets.values()],
    shared,
    findings,
  }
}

/** Lists the output folder and wheelhouses, which are not part of the project's source. */
function asDistribution(wheel: Wheel): Distribution {
  return {
    id: `${wheel.normalizedName}==${wheel.version} ${wheel.filename}`,
    name: wheel.name,
    normalizedName: wheel.normalizedName,
    version: wheel.version,
    license: wheel.license,
    requiresPython: wheel.requiresPython,
    entryPoints: wheel.entryPoints,
    files: wheel.files,
    wheel: wheel.filename,
    native: wheel.native,
  }
}

/** The project itself as a requirement that no wheel meets, so that its wheels' platforms are found like others. */
function ownMissing(own: OwnProject): SourcedResolution['missing'][number] {
  const { name, normalizedName, wheels } = own
  return {
    name,
    normalizedName,
    wanted: name,
    requirer: name,
    wheels,
    elsewhere: wheels,
    isConditional: false,
  }
}

/** Without a store no wheel of a lock can be brought. */
function noStore(): Promise<WheelStore> {
  return Promise.reject(new Error('readProject needs openStore for a project with a lock file'))
}

/** Whether a target's Python may run a distribution, which its own project states. */
function pythonGaps({ name, requiresPython, wheel }: Distribution, target: Target): Gap[] {
  if (requiresPython === undefined) return []
  const fit = pythonFit(target.runtime, requiresPython)
  if (fit === 'fits') return []
  const args = { distribution: name, requires: requiresPython }
  if (fit === 'unknown') {
    // No backend builds the project itself with it; pip installs such a wheel with a warning.
    const severity = wheel === undefined ? 'error' : 'warning'
    return [
      {
        key: JSON.stringify(['requires-python-unread', name, requiresPython]),
        report: () => finding('requires-python-unread', severity, { distribution: name }, args),
      },
    ]
  }
  return [
    {
      key: JSON.stringify(['requires-python', name, requiresPython]),
      report: (targets) =>
        finding(
          'requires-python',
          'error',
          { distribution: name, ...oneTarget(targets) },
          { ...args, target: targets },
        ),
    },
  ]
}

/** Whether another machine builds a target, and has the project's wheel for it. */
function isElsewhere(target: Target, only: readonly string[] | undefined): boolean {
  return only !== undefined && only.length > 0 && !only.includes(formatTarget(target))
}

/** A project whose wheels are all for platforms has no target for any platform. */
function refuseAny(runtime: string, { wheels }: OwnProject): void {
  if (wheels.length === 0 || wheels.some(({ platforms }) => platforms.includes('any'))) return
  const files = wheels.map(({ filename }) => filename)
  const targets = targetsOfWheels(runtime, wheels)
  // If the wheels are for other Pythons, this one needs another wheel for the same platform.
  const others = new Set(wheels.flatMap(({ platforms }) => platforms.slice(0, 1)))
  throw platformNeeded(
    runtime,
    files,
    targets.length > 0 ? targets : [...others].map((platform) => formatTarget({ runtime, platform })),
  )
}

function platformNeeded(runtime: string, native: readonly string[], targets: readonly string[] = []): Error {
  const named = targets.length === 0 ? [`${runtime}-manylinux_2_28_x86_64`] : targets
  return usageError('platform-needed', {
    files: native.length > 3 ? [...native.slice(0, 3), '…'] : native,
    line: `targets = [${named.map((target) => `"${target}"`).join(', ')}]`,
  })
}
