import { formInWords } from '@exuvia/model'
import { type PlanJson, planMatrix, planProject, planToJson, wrapText } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { run, withCommonOptions } from '../run.ts'
import { columns, outWidth, paintOut, print, printJson, safeLine } from '../terminal.ts'
import { type BuildFlags, buildOptions } from './build.ts'
import {
  lockedOption,
  offlineOption,
  oneOf,
  previousOption,
  repeatable,
  wheelOption,
  withConfiguredLevel,
} from '../options.ts'

export function addPlan(program: Command): void {
  withCommonOptions(
    withConfiguredLevel(program.command('plan'))
      .option('--project <folder>', 'the project (default: this folder)')
      .addOption(repeatable('--target <target>', 'plan only this target; repeatable', 'all'))
      .option('--version <version>', 'the version, if the project does not define one')
      .addOption(wheelOption())
      .addOption(lockedOption())
      .addOption(offlineOption())
      .addOption(previousOption())
      .option('--matrix <service>', 'print one job per target for a CI service: github', oneOf('github')),
  ).action((options: BuildFlags & { readonly matrix?: 'github' }) =>
    run(options, async (context) => {
      const planned = await planProject(buildOptions(options), context)
      if (options.matrix !== undefined) {
        // One line with only what GitHub expects: it goes to $GITHUB_OUTPUT unchanged.
        print(JSON.stringify(planMatrix(planned)))
        return
      }
      const plan = planToJson(planned)
      if (options.json === true) printJson(plan)
      else print(formatPlan(plan))
    }),
  )
}

function formatPlan(plan: PlanJson): string {
  const runtimes = [...new Set(plan.units.map(({ runtime }) => runtime))]
  const parts = [
    `${paintOut('bold', `${plan.name} ${plan.version}`)}  (version from ${plan.versionSource})`,
    section(
      'Artifacts',
      plan.artifacts.map(({ kind, file, building }) => [
        file,
        kind === 'source' ? 'source twin' : building ? '' : 'not selected',
      ]),
    ),
    section(
      'Distributions',
      plan.distributions.map(({ name, version, license, wheel }) => [
        name,
        version,
        license ?? 'licence unknown',
        wheel ?? 'this project',
      ]),
    ),
    section(
      'Commands',
      plan.commands.map(({ name, distribution }) => [`bin/${name}`, distribution]),
    ),
    section(
      'To compile',
      runtimes.map((runtime) => [
        runtime,
        `${plan.units.filter((unit) => unit.runtime === runtime).length} modules`,
      ]),
    ),
    section(
      'Decisions',
      plan.decisions.map((each) => [formInWords(each), String(each.files), each.rule, each.reason]),
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  return rows.length === 0
    ? ''
    : `${paintOut('bold', title)}\n${columns(
        rows.map((row) => ['', ...row.map(safeLine)]),
        outWidth(),
        wrapText,
      )}`
}
