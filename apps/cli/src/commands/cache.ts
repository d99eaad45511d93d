import {
  type CacheReport,
  checkCache,
  clearCaches,
  examineCache,
  formatBytes,
  pruneCaches,
} from '@exuvia/pipeline'
import { type Command, InvalidArgumentError } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { print, printJson, safeLine } from '../terminal.ts'

export function addCache(program: Command): void {
  const cache = program.command('cache').helpCommand(false)
  withCommonOptions(
    cache.command('show', { isDefault: true }).description('show the folder and size of the cache'),
  ).action((options: CommonOptions) =>
    run(options, async (context) => sayReport(await examineCache(context), options)),
  )
  withCommonOptions(cache.command('clear').description('remove all entries')).action(
    (options: CommonOptions) =>
      run(options, async (context) => sayReport(await clearCaches(context), options)),
  )
  withCommonOptions(
    cache.command('check').description('compare every wheel with its digest, and remove those that differ'),
  ).action((options: CommonOptions) =>
    run(options, async (context) => {
      const report = await checkCache(context)
      sayReport(report, options)
      return report.damaged.length === 0
    }),
  )
  withCommonOptions(
    cache
      .command('prune')
      .description('remove entries unused for N days')
      .option('--days <n>', 'the number of days', wholeNumber, 30),
  ).action((options: CommonOptions & { readonly days: number }) =>
    run(options, async (context) => sayReport(await pruneCaches(options.days, context), options)),
  )
}

function sayReport(report: CacheReport, options: CommonOptions): void {
  if (options.json === true) printJson({ schema: 'exuvia.cache/1', ...report })
  else {
    const verb = { show: 'contains', clear: 'removed', prune: 'removed', check: 'contains' }[report.action]
    const { folder, entries, bytes, wheels, built, damaged } = report
    const compiled = `${entries} ${entries === 1 ? 'entry' : 'entries'} of bytecode, ${formatBytes(bytes)}`
    const downloaded = `${wheels.entries} downloaded ${wheels.entries === 1 ? 'file' : 'files'}, ${formatBytes(wheels.bytes)}`
    const own = `${built.entries} built ${built.entries === 1 ? 'wheel' : 'wheels'}, ${formatBytes(built.bytes)}`
    print(`${safeLine(folder)}: ${verb} ${compiled}; ${downloaded}; ${own}`)
    for (const path of damaged) print(`removed ${safeLine(path)}: its digest is another`)
  }
}

function wholeNumber(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('Expected a whole number of days.')
  return Number(value)
}
