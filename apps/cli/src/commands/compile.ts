import { type DebugLevel, type Invalidation, docstringsOf } from '@exuvia/model'
import { type CompileReport, compileTree, formatBytes } from '@exuvia/pipeline'
import path from 'node:path'
import type { Command } from 'commander'
import { type LevelFlags, oneOf, repeatable, withLevelOptions } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printFindings } from '../finding-printer.ts'
import { paint, printJson, say } from '../terminal.ts'

interface CompileFlags extends CommonOptions, LevelFlags {
  readonly out: string
  readonly runtime: string
  readonly layout?: 'legacy' | 'pycache'
  readonly invalidation?: Invalidation
  readonly normalise: boolean
  readonly debug?: DebugLevel
  readonly toolchain: string
  readonly keepSource?: boolean
  readonly cache: boolean
  readonly exclude: readonly string[]
  readonly clean?: boolean
}

export function addCompile(program: Command): void {
  const command = program
    .command('compile')
    .argument('<sources...>', 'folders, .py files or wheels; other files are copied')
    .requiredOption('--out <folder>', 'the output folder')
    .requiredOption('--runtime <runtime>', 'the Python to compile for: cp312, cp27, pp39')
  withCommonOptions(
    withLevelOptions(command, '0', 'strip at level 2, else keep')
      .option(
        '--layout <layout>',
        'legacy (mod.pyc) or pycache (default: legacy; pycache with --keep-source)',
        oneOf('legacy', 'pycache'),
      )
      .option(
        '--invalidation <mode>',
        'unchecked-hash, checked-hash or timestamp (default: unchecked-hash; before 3.7: timestamp)',
        oneOf('unchecked-hash', 'checked-hash', 'timestamp'),
      )
      .option(
        '--debug <level>',
        'line tables: full, lines (no columns) or none (default: lines; full with --no-normalise)',
        oneOf('full', 'lines', 'none'),
      )
      .option('--no-normalise', "keep the compiler's own bytes instead of the normal form")
      .option('--toolchain <toolchain>', "auto, native, embedded, or an interpreter's path", 'auto')
      .option('--keep-source', 'keep the .py files beside the bytecode')
      .addOption(repeatable('--exclude <glob>', 'skip these files; repeatable', 'none'))
      .option('--clean', 'empty the output folder first')
      .option('--no-cache', 'compile everything without the cache'),
  ).action((sources: string[], options: CompileFlags) =>
    run(options, async (context) => {
      const { optimize = 0 } = options
      const keepSource = options.keepSource ?? false
      const report = await compileTree(
        {
          sources,
          out: options.out,
          runtime: options.runtime,
          optimize,
          docstrings: options.docstrings ?? docstringsOf(optimize),
          layout: options.layout ?? (keepSource ? 'pycache' : 'legacy'),
          invalidation: options.invalidation,
          normalise: options.normalise,
          debug: options.debug ?? (options.normalise ? 'lines' : 'full'),
          toolchain: options.toolchain,
          keepSource,
          cache: options.cache,
          exclude: options.exclude,
          clean: options.clean ?? false,
        },
        context,
      )
      if (options.json === true) printJson({ schema: 'exuvia.compile/1', ...report })
      else if (options.quiet !== true) sayReport(report, context.cwd)
    }),
  )
}

function sayReport(report: CompileReport, cwd: string): void {
  printFindings(report.findings, say)
  const { compiler } = report
  const ratio =
    report.sourceSize === 0 ? '' : ` (${(report.bytecodeSize / report.sourceSize).toFixed(2)} × the source)`
  const modules = `${report.compiled} ${report.compiled === 1 ? 'module' : 'modules'}`
  const cached = report.cached === 0 ? '' : `, ${report.cached} from the cache`
  say(
    `${paint(['green', 'bold'], 'compiled')} ${modules} for ${compiler.runtime} with ${compiler.toolchain} ${compiler.version}${cached}`,
  )
  say(
    `    ${formatBytes(report.sourceSize)} source, ${formatBytes(report.bytecodeSize)} bytecode${ratio}; ${report.copied} other files copied`,
  )
  say(
    `    in ${path.relative(cwd, report.out) || '.'}${report.wheels.length === 0 ? '' : `: ${report.wheels.join(', ')}`}`,
  )
}
