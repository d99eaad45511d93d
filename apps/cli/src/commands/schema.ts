import { SCHEMAS, schemaOf } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { oneOf } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { printJson } from '../terminal.ts'

export function addSchema(program: Command): void {
  withCommonOptions(
    program.command('schema').argument('[which]', SCHEMAS.join(', '), oneOf(...SCHEMAS), 'config'),
  ).action((which: (typeof SCHEMAS)[number], options: CommonOptions) =>
    run(options, async () => printJson(schemaOf(which))),
  )
}
