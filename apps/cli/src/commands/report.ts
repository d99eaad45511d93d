import {
  type WhyReport,
  explainWhy,
  findEarlierManifest,
  findManifest,
  formatBytes,
  readStart,
  renderReport,
  writePage,
} from '@exuvia/pipeline'
import { type Command, Option } from 'commander'
import { offlineOption } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import nodePath from 'node:path'
import { columns, indent, outWidth, paintOut, print, printJson, safeLine } from '../terminal.ts'

interface ReportFlags extends CommonOptions {
  readonly markdown?: boolean
  readonly html?: boolean
  readonly out?: string
  readonly previous?: string
  readonly why?: string
  readonly project?: string
  readonly offline?: boolean
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
      .option('--previous <path>', 'compare the sizes with this manifest or folder')
      .addOption(
        new Option('--why <name>', 'how a distribution or a file came in, and its cost').conflicts([
          'html',
          'markdown',
          'out',
          'previous',
        ]),
      )
      .option('--project <folder>', 'the project of --why (default: this folder)')
      .addOption(offlineOption()),
  ).action((path: string, options: ReportFlags) =>
    run(options, async (context) => {
      if (options.why !== undefined) {
        const { project, config, offline } = options
        const quiet = { ...context, progress: () => undefined }
        const report = await explainWhy(options.why, path, { project, config, offline }, quiet)
        if (options.json === true) printJson({ schema: 'exuvia.why/1', ...report })
        else printWhy(report)
        return
      }
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

function printWhy({ distribution, version, path, chains, rules, release, costs }: WhyReport): void {
  const name = safeLine(`${distribution} ${version}`)
  print(paintOut('bold', path === undefined ? name : `${safeLine(path)}  (${name})`))
  for (const { names, targets } of chains) {
    const where = chains.length > 1 ? ` (${targets.join(', ')})` : ''
    print(indent(`came in: ${wayInWords(names)}${where}`))
  }
  if (chains.length === 0) print(indent('no target contains it'))
  for (const { ship, rule, reason, files } of rules) {
    const count = files === 1 ? '1 file' : `${files} files`
    print(indent(`ships as ${ship}, ${count}, by ${safeLine(rule)}: ${safeLine(reason)}`))
  }
  print(`\n${paintOut('bold', `Costs in ${safeLine(release)}`)}`)
  if (costs.length === 0) {
    print(indent('no artifact of this release contains it'))
    return
  }
  const rows = costs.map(({ artifact, files, unpacked, packed, of }) => [
    '',
    safeLine(artifact),
    String(files),
    `${formatBytes(unpacked)} of ${formatBytes(of.unpacked)}`,
    packed === undefined ? 'unknown: file not found' : `${formatBytes(packed)} of ${formatBytes(of.packed)}`,
  ])
  print(columns([['', 'artifact', 'files', 'unpacked', 'packed alone'], ...rows]))
}

function wayInWords(names: readonly string[]): string {
  if (names.length === 0) return 'no requirement of the project leads to it'
  return names.length === 1 ? 'it is the project itself' : names.map(safeLine).join(' → ')
}
