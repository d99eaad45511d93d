import { type DoctorReport, examine } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { columns, paintOut, print, printJson, safeLine } from '../terminal.ts'

export function addDoctor(program: Command): void {
  withCommonOptions(program.command('doctor')).action((options: CommonOptions) =>
    run(options, async (context) => {
      const report = await examine(context)
      if (options.json === true) {
        printJson({ schema: 'exuvia.doctor/1', ...report })
        return
      }
      print(paintOut('bold', 'Compilers'))
      const rows = report.toolchains.map(rowOf)
      print(
        rows.length === 0
          ? '  none found; install one: npm install --save-dev @exuvia/cpython-312'
          : columns(rows),
      )
      if (report.freeThreaded.length > 0) {
        print(
          `\n${paintOut('bold', 'Free-threaded interpreters')} (the compiler of their version serves them)`,
        )
        print(columns(report.freeThreaded.map(rowOf)))
      }
      print(`\n${paintOut('bold', 'Settings')}`)
      print(
        columns([
          ['', 'Node', report.node],
          ['', 'bytecode cache', safeLine(report.cacheFolder)],
          ['', 'GitHub API', safeLine(report.apiUrl)],
          ['', 'GITHUB_TOKEN', report.token ? 'set' : 'not set (needed to publish)'],
        ]),
      )
    }),
  )
}

function rowOf({ runtime, version, kind, location }: DoctorReport['toolchains'][number]): string[] {
  return ['', runtime, version, kind, safeLine(location)]
}
