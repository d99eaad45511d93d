import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../src/program.ts'
import { exuvia } from './support/cli.ts'

/** Every command and subcommand, by its name on the command line. */
function commandsOf(command: Command, name: string): [name: string, command: Command][] {
  return [[name, command], ...command.commands.flatMap((each) => commandsOf(each, `${name} ${each.name()}`))]
}

/** The help as a terminal of 80 columns shows it, with all texts that a command adds to it. */
function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (text) => (help += text),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return help
}

const commands = commandsOf(await createProgram(), 'exuvia')

describe('the help of', () => {
  test.each(commands)('%s fits 80 columns', (_, command) => {
    const help = helpOf(command)
    expect(help).toMatch(/^Usage: exuvia/)
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test.each(commands)('%s describes every argument and option in one phrase', (_, command) => {
    const described = [
      command,
      ...command.registeredArguments,
      ...command.options.filter((each) => !each.hidden),
    ]
    const texts = described.map((each) =>
      typeof each.description === 'string' ? each.description : each.description(),
    )
    expect(texts).not.toContain('')
    // A phrase starts with lower case and has no full stop; the program's own description is a sentence.
    expect(
      texts.slice(command.parent === null ? 1 : 0).filter((text) => /^[A-Z][a-z]|\.$/.test(text)),
    ).toEqual([])
  })
})

test('all commands are covered, those of cache too', () => {
  const names = commands.map(([name]) => name)
  expect(names).toContain('exuvia build')
  expect(names).toContain('exuvia cache prune')
})

test('a run loads only the command that it names, and the help lists all of them alike', async () => {
  const whole = await createProgram()
  const one = await createProgram(['verify', '--json'])
  expect(helpOf(one)).toBe(helpOf(whole))
  const withOptions = one.commands.filter((command) => command.options.length > 0)
  expect(withOptions.map((command) => command.name())).toEqual(['verify'])
  expect(helpOf(await createProgram([]))).toBe(helpOf(whole))
})

test('exuvia alone prints its help', async () => {
  const alone = await exuvia([])
  expect(alone).toEqual(await exuvia(['--help']))
  expect(alone).toMatchObject({ code: 0, stderr: '' })
  expect(alone.stdout).toMatch(/^Usage: exuvia /)
})
