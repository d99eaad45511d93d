import {
  type BuildOptions,
  type BuiltRelease,
  type RunContext,
  buildRelease,
  renderReport,
} from '@exuvia/pipeline'
import path from 'node:path'
import type { Command } from 'commander'
import { collect } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paint, paintOut, print, printJson, say } from '../terminal.ts'

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
        .description('compile, pack and describe a release: tarballs, manifest, SHA256SUMS'),
    ),
  ).action((options: BuildFlags) =>
    run(options, async (context) => {
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

/** A built release for machines. */
export function builtToJson(built: BuiltRelease): object {
  return {
    schema: 'exuvia.build/1',
    folder: built.folder,
    manifestFile: built.manifestFile,
    files: built.files,
    manifest: built.manifest,
  }
}

/** A built release for people: the size table, and what to do next. */
export function printBuilt(built: BuiltRelease, context: RunContext): void {
  print(renderReport(built.manifest, { format: 'terminal', color: paintOut('bold', 'x') !== 'x' }))
  const folder = path.relative(context.cwd, built.folder) || '.'
  say(`${paint(['green', 'bold'], 'built')} ${built.files.length} files in ${folder}`)
}
