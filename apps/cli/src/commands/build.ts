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
import { collect } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { indent, paint, paintOut, print, printJson, say } from '../terminal.ts'

/** Options of every command that builds. */
export interface BuildFlags extends CommonOptions {
  readonly project?: string
  readonly target: readonly string[]
  readonly out?: string
  readonly cache: boolean
  readonly version?: string
  readonly toolchain?: string
}

export function addBuild(program: Command): void {
  withCommonOptions(
    withBuildOptions(
      program
        .command('build')
        .description('compile, pack and describe a release: tarballs, manifest, SHA256SUMS')
        .option('--part', 'make a part of a release that several machines build, for exuvia merge'),
    ),
  ).action((options: BuildFlags & { readonly part?: boolean }) =>
    run(options, async (context) => {
      if (options.part === true) {
        const built = await buildPart(buildOptions(options), context)
        if (options.json === true) printJson(partToJson(built))
        else printPart(built, context)
        return
      }
      const built = await buildRelease(buildOptions(options), context)
      if (options.json === true) printJson(builtToJson(built))
      else printBuilt(built, context)
    }),
  )
}

/** The options that `build` and `release` share. */
export function withBuildOptions(command: Command): Command {
  return command
    .option('--project <folder>', 'the project to build (default: this folder)')
    .option('--target <target>', 'build only this target; may be given several times', collect, [])
    .option('--out <folder>', 'where the release goes (default: pack.out, "dist")')
    .option('--version <version>', 'the version to release, where the project does not say one')
    .option(
      '--toolchain <toolchain>',
      "auto, native, embedded, or an interpreter's path (default: compile.toolchain)",
    )
    .option('--no-cache', 'compile everything afresh and keep nothing')
}

/** Flags as the pipeline takes them. */
export function buildOptions(flags: BuildFlags): BuildOptions {
  return {
    project: flags.project,
    config: flags.config,
    targets: flags.target,
    out: flags.out,
    cache: flags.cache,
    version: flags.version,
    override: overrideOf(flags),
  }
}

function overrideOf({ toolchain }: BuildFlags): BuildOptions['override'] {
  if (toolchain === undefined) return undefined
  return (config) => ({ ...config, compile: { ...config.compile, toolchain, toolchains: {} } })
}

/** A built or merged release for machines. */
export function builtToJson(built: Release, schema = 'exuvia.build/1'): object {
  return {
    schema,
    folder: built.folder,
    manifestFile: built.manifestFile,
    files: built.files,
    manifest: built.manifest,
  }
}

/** A built or merged release for people: the size table, and where it is. */
export function printBuilt(built: Release, context: RunContext, verb = 'built'): void {
  print(renderReport(built.manifest, { format: 'terminal', color: paintOut('bold', 'x') !== 'x' }))
  say(`${paint(['green', 'bold'], verb)} ${built.files.length} files in ${folderOf(built, context)}`)
}

/** A part for machines. */
function partToJson(built: BuiltPart): object {
  return {
    schema: 'exuvia.build-part/1',
    folder: built.folder,
    partFile: built.partFile,
    files: built.files,
    part: built.part,
  }
}

/** A part for people: the size table, how much of the release it is, and what to do next. */
function printPart(built: BuiltPart, context: RunContext): void {
  const { manifest, artifacts } = built.part
  print(renderReport(manifest, { format: 'terminal', color: paintOut('bold', 'x') !== 'x' }))
  const count = `${manifest.artifacts.length} of ${artifacts.length} tarballs`
  const folder = folderOf(built, context)
  say(`${paint(['green', 'bold'], 'built')} a part of the release in ${folder}: ${count}`)
  say(indent('join it with the other parts: exuvia merge PART... --out dist'))
}

function folderOf({ folder }: { readonly folder: string }, context: RunContext): string {
  return path.relative(context.cwd, folder) || '.'
}
