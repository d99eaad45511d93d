import type { ReleaseManifest, Severity } from '@exuvia/model'
import {
  type BuildOptions,
  type BuiltPart,
  type Release,
  type RunContext,
  buildPart,
  buildRelease,
  renderReport,
} from '@exuvia/pipeline'
import path from 'node:path'
import type { Command } from 'commander'
import {
  type LevelFlags,
  levelOverride,
  lockedOption,
  offlineOption,
  previousOption,
  repeatable,
  wheelOption,
  withConfiguredLevel,
} from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { indent, outWidth, paint, paintOut, print, printJson, safeLine, say } from '../terminal.ts'

/** Options of every command that builds. */
export interface BuildFlags extends CommonOptions, LevelFlags {
  readonly project?: string
  readonly target: readonly string[]
  readonly out?: string
  readonly cache: boolean
  readonly try: boolean
  readonly version?: string
  readonly wheel: readonly string[]
  readonly toolchain?: string
  readonly locked?: boolean
  readonly offline?: boolean
  readonly allowDirty?: string
  readonly previous?: string
}

export function addBuild(program: Command): void {
  withCommonOptions(
    withBuildOptions(
      program.command('build').option('--part', 'build a part of a release, to join with exuvia merge'),
    ),
  ).action((options: BuildFlags & { readonly part?: boolean }) =>
    run(options, async (given) => {
      const { context, seen } = countFindings(given)
      if (options.part === true) {
        const built = await buildPart(buildOptions(options), context)
        if (options.json === true) printJson(partToJson(built))
        else printPart(built, context, options)
        return
      }
      const built = await buildRelease(buildOptions(options), context)
      if (options.json === true) printJson(builtToJson(built))
      else printBuilt(built, context, { ...options, seen, next: 'publish' })
    }),
  )
}

/** The options that `build` and `release` share. */
export function withBuildOptions(command: Command): Command {
  return withConfiguredLevel(command)
    .option('--project <folder>', 'the project to build (default: this folder)')
    .addOption(repeatable('--target <target>', 'build only this target; repeatable', 'all'))
    .option('--out <folder>', 'the output folder (default: pack.out, "dist")')
    .option('--version <version>', 'the version, if the project does not define one')
    .addOption(wheelOption())
    .option(
      '--toolchain <toolchain>',
      "auto, native, embedded, or an interpreter's path (default: compile.toolchain)",
    )
    .option('--no-cache', 'compile everything without the cache')
    .option('--no-try', 'do not run what was packed')
    .addOption(lockedOption())
    .addOption(offlineOption())
    .addOption(previousOption())
    .option(
      '--allow-dirty <reason>',
      'allow publishing files that the commit does not contain; the manifest says why',
    )
}

/** Converts flags to the pipeline's options. */
export function buildOptions(flags: BuildFlags): BuildOptions {
  return {
    project: flags.project,
    config: flags.config,
    targets: flags.target,
    out: flags.out,
    cache: flags.cache,
    try: flags.try,
    version: flags.version,
    wheels: flags.wheel,
    locked: flags.locked,
    offline: flags.offline,
    allowDirty: flags.allowDirty,
    previous: flags.previous,
    override: overrideOf(flags),
  }
}

function overrideOf(flags: BuildFlags): BuildOptions['override'] {
  const { toolchain } = flags
  return (config) => {
    const leveled = levelOverride(flags)(config)
    return toolchain === undefined
      ? leveled
      : { ...leveled, compile: { ...leveled.compile, toolchain, toolchains: {} } }
  }
}

/** A built or merged release as JSON. */
export function builtToJson(built: Release, schema = 'exuvia.build/1'): object {
  return {
    schema,
    folder: built.folder,
    manifestFile: built.manifestFile,
    files: built.files,
    manifest: built.manifest,
  }
}

type Seen = Record<Severity, number>

/** Counts the findings of a run, for its last lines. */
function countFindings(context: RunContext): { readonly context: RunContext; readonly seen: Seen } {
  const seen: Seen = { error: 0, warning: 0, note: 0 }
  const progress: RunContext['progress'] = (event) => {
    if (event.kind === 'finding') seen[event.finding.severity] += 1
    context.progress(event)
  }
  return { context: { ...context, progress }, seen }
}

interface BuiltWords {
  /** Prints the folder alone. */
  readonly quiet?: boolean | undefined
  readonly verb?: string
  /** The findings that the run printed. */
  readonly seen?: Seen
  /** The command that comes next. */
  readonly next?: 'publish'
}

/** Prints a built or merged release: the size table, the folder, what to look at and what to type next. */
export function printBuilt(
  built: Release,
  context: RunContext,
  { quiet = false, verb = 'built', seen, next }: BuiltWords,
): void {
  const folder = folderOf(built, context)
  if (quiet) {
    print(folder)
    return
  }
  print(sizesOf(built.manifest))
  say(`${paint(['green', 'bold'], verb)} ${built.files.length} files in ${folder}`)
  const counts = Object.entries(seen ?? {}).flatMap(([severity, count]) =>
    count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`],
  )
  if (counts.length > 0) say(`${paint(['yellow', 'bold'], 'look at')} ${counts.join(' and ')} above`)
  const word = /^[\w@%+=:,./-]+$/.test(folder) ? folder : JSON.stringify(folder)
  if (next !== undefined) say(indent(`next: exuvia ${next} ${word}`))
}

function sizesOf(manifest: ReleaseManifest): string {
  const color = paintOut('bold', 'x') !== 'x'
  return renderReport(manifest, { format: 'terminal', color, width: outWidth() })
}

/** A part as JSON. */
function partToJson(built: BuiltPart): object {
  return {
    schema: 'exuvia.build-part/1',
    folder: built.folder,
    partFile: built.partFile,
    files: built.files,
    part: built.part,
  }
}

/** Prints a part: the size table, its share of the release, and the next command. */
function printPart(built: BuiltPart, context: RunContext, { quiet = false }: BuiltWords): void {
  const { manifest, artifacts } = built.part
  if (quiet) {
    print(safeLine(path.join(folderOf(built, context), built.partFile)))
    return
  }
  print(sizesOf(manifest))
  const count = `${manifest.artifacts.length} of ${artifacts.length} archives`
  const folder = folderOf(built, context)
  say(`${paint(['green', 'bold'], 'built')} a part of the release in ${folder}: ${count}`)
  say(indent('next, with all parts: exuvia merge PART... --out dist'))
}

function folderOf({ folder }: { readonly folder: string }, context: RunContext): string {
  return safeLine(path.relative(context.cwd, folder)) || '.'
}
