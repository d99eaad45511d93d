import {
  type CacheReport,
  clearBytecodeCache,
  examineCache,
  formatBytes,
  pruneBytecodeCache,
} from '@exuvia/pipeline'
import { type Command, InvalidArgumentError } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { print, printJson, safe } from '../terminal.ts'

export function addCache(program: Command): void {
  const cache = program.command('cache').description('show or clear the bytecode cache')
  withCommonOptions(
    cache.command('show', { isDefault: true }).description('show where it is and how much it holds'),
  ).action((options: CommonOptions) =>
    run(options, async (context) => tell(await examineCache(context), options)),
  )
  withCommonOptions(cache.command('clear').description('remove everything in it')).action(
    (options: CommonOptions) =>
      run(options, async (context) => tell(await clearBytecodeCache(context), options)),
  )
  withCommonOptions(
    cache
      .command('prune')
      .description('remove what was not used for some days')
      .option('--days <number>', 'how many', wholeNumber, 30),
  ).action((options: CommonOptions & { readonly days: number }) =>
    run(options, async (context) => tell(await pruneBytecodeCache(options.days, context), options)),
  )
}

function tell(report: CacheReport, options: CommonOptions): void {
  if (options.json === true) printJson({ schema: 'exuvia.cache/1', ...report })
  else {
    const words = { show: 'holds', clear: 'removed', prune: 'removed' }[report.action]
    print(`${safe(report.folder)}: ${words} ${report.entries} entries, ${formatBytes(report.bytes)}`)
  }
}

function wholeNumber(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('It is a whole number of days.')
  return Number(value)
}
