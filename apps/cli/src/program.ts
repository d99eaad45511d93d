import { readFileSync } from 'node:fs'
import { usageError } from '@exuvia/model'
import { Command, CommanderError } from 'commander'
import { addBuild } from './commands/build.ts'
import { addCache } from './commands/cache.ts'
import { addCheck } from './commands/check.ts'
import { addCompile } from './commands/compile.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExplain } from './commands/explain.ts'
import { addInit } from './commands/init.ts'
import { addInspect } from './commands/inspect.ts'
import { addLock } from './commands/lock.ts'
import { addMerge } from './commands/merge.ts'
import { addPlan } from './commands/plan.ts'
import { addPublish } from './commands/publish.ts'
import { addRelease } from './commands/release.ts'
import { addReport } from './commands/report.ts'
import { addSchema } from './commands/schema.ts'
import { addVerify } from './commands/verify.ts'

const FOOTER = `
A first release:
  exuvia init              write [tool.exuvia] into pyproject.toml
  exuvia build             compile, pack, and write the manifest to dist/
  exuvia report dist       show sizes and decisions
  exuvia publish dist --repo OWNER/NAME

Exit codes: 0 success; 1 a check failed; 2 wrong arguments or configuration;
3 a tool, the disk or the network failed; 130 stopped by Ctrl-C.`

/** Creates the command line: names, options and help. Each command adds itself. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const program = new Command('exuvia')
    .description(
      'The release kit for Python software: bytecode by a written policy, reproducible tarballs, a manifest of every byte, and GitHub Releases that anyone can verify.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError('(run with --help for all options)')
    .configureHelp({
      showGlobalOptions: false,
      // Names alone leave room for each description on one line; every command shows its arguments itself.
      subcommandTerm: (command) => command.name(),
    })
    .addHelpText('after', FOOTER)
  for (const add of [
    addInit,
    addLock,
    addCheck,
    addPlan,
    addCompile,
    addBuild,
    addMerge,
    addPublish,
    addRelease,
    addVerify,
    addInspect,
    addExplain,
    addReport,
    addDoctor,
    addCache,
    addSchema,
  ]) {
    add(program)
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((sub) => sub.commands)]) {
    command.exitOverride(asUsageError)
    // exitWith reports wrong arguments; commander must not print them too.
    command.configureOutput({ writeErr: () => undefined })
  }
  return program
}

/** Turns commander's error about wrong arguments into a usage error, with code 2 and a hint. */
function asUsageError(error: CommanderError): void {
  if (error.exitCode === 0) process.exit(0)
  if (error.code === 'commander.help') {
    throw usageError('no-command')
  }
  if (error.code === 'commander.optionMissingArgument' && error.message.includes('--allow-dirty')) {
    throw usageError('allow-dirty-reason')
  }
  const [problem = '', near] = error.message.replace(/^error: /, '').split('\n')
  // commander writes a similar name on a line of its own: "(Did you mean --title?)".
  const similar = near === undefined ? '' : `d${near.slice(2, -1)}; `
  throw usageError('bad-call', {
    problem,
    advice: `${similar}run it with --help to list its arguments and options`,
  })
}
