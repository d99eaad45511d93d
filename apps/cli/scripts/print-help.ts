import type { Command } from 'commander'
import { createProgram } from '../src/program.ts'

// Prints the help of every command as JSON, for the reference on the site: [{ "name": "build", "help": "…" }].

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 }).outputHelp()
  return text
}

function all(command: Command, name: string): { name: string; help: string }[] {
  const inner = command.commands.flatMap((sub) =>
    all(sub, command.parent === null ? sub.name() : `${name} ${sub.name()}`),
  )
  return [{ name, help: helpOf(command) }, ...inner]
}

const program = await createProgram()
process.stdout.write(`${JSON.stringify(all(program, program.name()))}\n`)
