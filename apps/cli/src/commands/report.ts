import { findEarlierManifest, findManifest, renderReport } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { paintOut, print, printJson } from '../terminal.ts'

interface ReportFlags extends CommonOptions {
  readonly markdown?: boolean
  readonly previous?: string
}

export function addReport(program: Command): void {
  withCommonOptions(
    program
      .command('report')
      .argument('[path]', 'a manifest, or the folder of a release', 'dist')
      .option('--markdown', 'print Markdown, for release notes')
      .option('--previous <path>', 'compare the sizes with this manifest or folder'),
  ).action((path: string, options: ReportFlags) =>
    run(options, async (context) => {
      const { manifest } = await findManifest(path, context)
      const previous =
        options.previous === undefined
          ? undefined
          : (await findEarlierManifest(options.previous, manifest, context)).manifest
      if (options.json === true) {
        printJson(manifest)
        return
      }
      print(
        renderReport(manifest, {
          format: options.markdown === true ? 'markdown' : 'terminal',
          color: paintOut('bold', 'x') !== 'x',
          ...(previous === undefined ? {} : { previous }),
        }),
      )
    }),
  )
}
