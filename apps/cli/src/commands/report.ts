import { findEarlierManifest, findManifest, readStart, renderReport, writePage } from '@exuvia/pipeline'
import { type Command, Option } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import nodePath from 'node:path'
import { outWidth, paintOut, print, printJson, safeLine } from '../terminal.ts'

interface ReportFlags extends CommonOptions {
  readonly markdown?: boolean
  readonly html?: boolean
  readonly out?: string
  readonly previous?: string
}

export function addReport(program: Command): void {
  withCommonOptions(
    program
      .command('report')
      .argument('[path]', 'a manifest, or the folder of a release', 'dist')
      .addOption(new Option('--markdown', 'print Markdown, for release notes').conflicts('html'))
      .option('--html', 'write a page: one HTML file that needs no network')
      .addOption(
        new Option('--out <file>', 'the page (default: NAME-VERSION.report.html in this folder)').implies({
          html: true,
        }),
      )
      .option('--previous <path>', 'compare the sizes with this manifest or folder'),
  ).action((path: string, options: ReportFlags) =>
    run(options, async (context) => {
      const found = await findManifest(path, context)
      const { manifest } = found
      const previous =
        options.previous === undefined
          ? undefined
          : (await findEarlierManifest(options.previous, manifest, context)).manifest
      if (options.html === true) {
        const page = await writePage(found, { previous, out: options.out }, context)
        if (options.json === true) printJson({ schema: 'exuvia.report-page/1', file: page })
        else print(safeLine(nodePath.relative(context.cwd, page)))
        return
      }
      if (options.json === true) {
        printJson(manifest)
        return
      }
      print(
        renderReport(manifest, {
          format: options.markdown === true ? 'markdown' : 'terminal',
          color: paintOut('bold', 'x') !== 'x',
          width: outWidth(),
          start: await readStart(nodePath.dirname(found.file), manifest),
          ...(previous === undefined ? {} : { previous }),
        }),
      )
    }),
  )
}
