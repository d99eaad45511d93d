import {
  type CacheReport,
  clearBytecodeCache,
  examineCache,
  formatBytes,
  pruneBytecodeCache,
} from '@exuvia/pipeline'
import { type Command, InvalidArgumentError } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { print, printJson, safeLine } from '../terminal.ts'

export function addCache(program: Command): void {
  const cache = program
    .command('cache')
    .description('show, prune or clear the bytecode cache')
    .helpCommand(false)
  withCommonOptions(
    cache.command('show', { isDefault: true }).description('show the folder and size of the cache'),
  ).action((options: CommonOptions) =>
    run(options, async (context) => sayReport(await examineCache(context), options)),
  )
  withCommonOptions(cache.command('clear').description('remove all entries')).action(
    (options: CommonOptions) =>
      run(options, async (context) => sayReport(await clearBytecodeCache(context), options)),
  )
  withCommonOptions(
    cache
      .command('prune')
      .description('remove entries unused for N days')
      .option('--days <n>', 'the number of days', wholeNumber, 30),
  ).action((options: CommonOptions & { readonly days: number }) =>
    run(options, async (context) => sayReport(await pruneBytecodeCache(options.days, context), options)),
  )
}

function sayReport(report: CacheReport, options: CommonOptions): void {
  if (options.json === true) printJson({ schema: 'exuvia.cache/1', ...report })
  else {
    const words = { show: 'contains', clear: 'removed', prune: 'removed' }[report.action]
    print(`${safeLine(report.folder)}: ${words} ${report.entries} entries, ${formatBytes(report.bytes)}`)
  }
}

function wholeNumber(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('Expected a whole number of days.')
  return Number(value)
}
