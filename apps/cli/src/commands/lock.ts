import { type LockReport, checkLock, lockProject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { repeatable } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printFindings } from '../finding-printer.ts'
import { print, printJson, safeLine, say } from '../terminal.ts'

interface Options extends CommonOptions {
  readonly check?: boolean
  readonly upgrade?: boolean
  readonly upgradePackage: readonly string[]
  readonly offline?: boolean
}

export function addLock(program: Command): void {
  withCommonOptions(
    program
      .command('lock')
      .argument('[project]', "the project's folder", '.')
      .option('--check', 'only say whether the lock is current; change nothing')
      .option('-U, --upgrade', 'take the newest versions in place of the locked ones')
      .addOption(repeatable('-P, --upgrade-package <name>', 'the same for one package; repeatable', 'none'))
      .option('--offline', 'use what is cached, without network'),
  ).action((project: string, options: Options) =>
    run(options, async (context) => {
      const { config, check, upgrade = false, upgradePackage, offline = false } = options
      const wishes = { project, config, upgrade, upgradePackages: upgradePackage, offline }
      const report = await (check === true ? checkLock(wishes, context) : lockProject(wishes, context))
      sayReport(report, options)
      return report.findings.every(({ severity }) => severity !== 'error')
    }),
  )
}

function sayReport(report: LockReport, options: Options): void {
  if (options.json === true) {
    printJson({ schema: 'exuvia.lock/1', ...report })
    return
  }
  printFindings(
    report.findings.filter(({ severity }) => severity === 'error' || options.quiet !== true),
    say,
  )
  const { action, tool, changed, targets, findings } = report
  const file = safeLine(report.file)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const by = tool === null ? '' : ` (${safeLine(tool)})`
  const done =
    action === 'check' ? `checked ${file}` : changed ? `wrote ${file}` : `${file} was already current`
  const result = errors === 0 ? 'covers' : `${errors === 1 ? '1 error' : `${errors} errors`} for`
  print(`${done}${by}: ${result} ${targets.join(', ')}`)
}
