import { readFileSync } from 'node:fs'
import { usageError } from '@exuvia/model'
import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands.ts'

const FOOTER = `
A first release:
  exuvia init              write [tool.exuvia] into pyproject.toml
  exuvia build             compile, pack, and write the manifest to dist/
  exuvia report dist       show sizes and decisions
  exuvia publish dist --repo OWNER/NAME

Exit codes: 0 success; 1 a check failed; 2 wrong arguments or configuration;
3 a tool, the disk or the network failed; 130 stopped by Ctrl-C.`

/**
 * Creates the command line: names, options and help.
 * @param args the arguments of this run: only the command that they name gets its options and its work;
 *   without it, all do
 */
export async function createProgram(args?: readonly string[]): Promise<Command> {
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
  const asked = args?.find((argument) => !argument.startsWith('-'))
  for (const { name, description, load } of COMMANDS) {
    if (args === undefined || name === asked) (await load())(program)
    else program.command(name)
    program.commands.at(-1)?.description(description)
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((sub) => sub.commands)]) {
    command.exitOverride((error) => asUsageError(error, command))
    // exitWith reports wrong arguments; commander must not print them too.
    command.configureOutput({ writeErr: () => undefined })
  }
  return program
}

/**
 * Turns commander's error about wrong arguments into a usage error, with code 2 and a hint. Help and the
 * version end a run with a `CommanderError` of code 0.
 */
function asUsageError(error: CommanderError, command: Command): void {
  if (error.exitCode === 0) throw error
  if (error.code === 'commander.help') {
    throw usageError('no-command', { program: nameOf(command) })
  }
  if (error.code === 'commander.optionMissingArgument' && error.message.includes('--allow-dirty')) {
    throw usageError('allow-dirty-reason')
  }
  const [problem = '', near] = error.message.replace(/^error: /, '').split('\n')
  // commander writes a similar name on a line of its own: "(Did you mean --title?)".
  const similar = near === undefined ? '' : `d${near.slice(2, -1)}; `
  const name = nameOf(command)
  const usage = error.code === 'commander.missingArgument' ? `usage: ${name} ${command.usage()}; ` : ''
  throw usageError('bad-call', {
    problem,
    advice: `${usage}${similar}${name} --help lists all arguments and options`,
  })
}

/** `exuvia cache clear`: what a person types to reach a command. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}
