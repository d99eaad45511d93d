import { type Inspection, diffSubjects, inspectSubject, summarizeSubject } from '@exuvia/pipeline'
import { usageError } from '@exuvia/model'
import { type Command, Option } from 'commander'
import { type CommonOptions, type Outcome, run, withCommonOptions } from '../run.ts'
import { print, printJson } from '../terminal.ts'
import { formatArchive } from '../inspect/format-archive.ts'
import { formatDifference } from '../inspect/format-difference.ts'
import { formatMpy } from '../inspect/format-mpy.ts'
import { formatPyc } from '../inspect/format-pyc.ts'
import { formatSummary } from '../inspect/format-summary.ts'

interface InspectFlags extends CommonOptions {
  readonly member?: string
  readonly diff?: boolean
  readonly summary?: boolean
}

export function addInspect(program: Command): void {
  withCommonOptions(
    program
      .command('inspect')
      .argument('<file>', 'a .pyc, .pyo, .mpy, .tar, .tar.gz, .whl, .zip, or a folder')
      .argument('[other]', 'the second one, for --diff')
      .option('--member <path>', 'inspect this file inside the archive or folder')
      .option('--diff', 'compare two files, archives or folders; exit code 1 if they differ')
      .addOption(
        new Option('--summary', 'count per distribution what a recipient can read back').conflicts([
          'diff',
          'member',
        ]),
      ),
  ).action((file: string, other: string | undefined, options: InspectFlags) =>
    run(options, async (context): Promise<Outcome> => {
      if (options.diff !== true) {
        if (other !== undefined) {
          throw usageError('bad-call', {
            problem: `inspect takes one file, but got a second one: ${other}`,
            advice: 'to compare the two: exuvia inspect --diff A B',
          })
        }
        if (options.summary === true) {
          const summary = await summarizeSubject(file, context)
          if (options.json === true) printJson({ schema: 'exuvia.inspect-summary/1', ...summary })
          else print(formatSummary(summary))
          return true
        }
        const found = await inspectSubject(file, { member: options.member }, context)
        if (options.json === true) printJson({ schema: 'exuvia.inspect/1', ...found })
        else print(format(found))
        return true
      }
      if (other === undefined) {
        throw usageError('bad-call', {
          problem: '--diff needs two files, but got one',
          advice: 'exuvia inspect --diff A B',
        })
      }
      const difference = await diffSubjects(file, other, { member: options.member }, context)
      if (options.json === true) printJson({ schema: 'exuvia.inspect-diff/1', ...difference })
      else if (options.quiet !== true || !difference.same) print(formatDifference(difference))
      return difference.same
    }),
  )
}

function format(found: Inspection): string {
  switch (found.kind) {
    case 'pyc':
      return formatPyc(found.file, found)
    case 'mpy':
      return formatMpy(found.file, found.size, found)
    default:
      return formatArchive(found.file, found)
  }
}
