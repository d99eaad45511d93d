import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfiguredCommand, ManifestFile } from '@exuvia/model'
import { type ProgramEnd, runProgram } from '@exuvia/project'
import type { RunContext } from '../context.ts'
import { CANNOT, withLimit } from './embedded-limits.ts'
import { NO_END, type Outcome, lastLine, plainLines } from './outcome.ts'
import { moduleListener } from './runner-script.ts'
import { commandsOf, type TrialSubject } from './subjects.ts'
import { type Surroundings, makeHome, trialEnvironment, writeUserModule } from './surroundings.ts'
import type { Tree } from './tree.ts'

/** A command of a tarball, and how it has to end. */
export interface TriedCommand {
  /** As it is typed: `tide --help`. */
  readonly label: string
  readonly file: ManifestFile
  readonly args: readonly string[]
  /** The exit status that is right. */
  readonly exit: number
  /** A text that its output has to contain. */
  readonly output?: string | undefined
}

/**
 * How the commands of a tarball run: as configured, and every other with `--help`.
 * @returns also those that are configured and that the tarball does not have
 */
export function chooseCommands(
  about: TrialSubject,
  configured: readonly ConfiguredCommand[],
): { readonly commands: TriedCommand[]; readonly missing: string[] } {
  const files = new Map(commandsOf(about).map((file) => [path.posix.basename(file.path), file]))
  const named = configured.flatMap(({ run: [name = '', ...args], exit, output }): TriedCommand[] => {
    const file = files.get(name)
    return file === undefined ? [] : [{ label: [name, ...args].join(' '), file, args, exit, output }]
  })
  const names = new Set(configured.map(({ run }) => run[0] ?? ''))
  const others = [...files].flatMap(([name, file]): TriedCommand[] =>
    names.has(name) ? [] : [{ label: `${name} --help`, file, args: ['--help'], exit: 0 }],
  )
  return { commands: [...named, ...others], missing: [...names].filter((name) => !files.has(name)) }
}

/**
 * Runs a command in a HOME of its own.
 * @param limit milliseconds
 */
export async function runCommand(
  { root, python, start: startPython, isEmbedded, version, path: pythonPath }: Tree,
  command: TriedCommand,
  limit: number,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Outcome> {
  // A launcher has no distribution and is a Python program; another script starts by its #! line.
  const isLauncher = command.file.distribution === undefined
  if (isEmbedded && !isLauncher) {
    return { worked: false, how: `${CANNOT} start a script by its #! line`, isLimit: true, lines: [] }
  }
  const { home, work } = await makeHome(surroundings)
  const notes = path.join(home, 'modules')
  await mkdir(notes)
  await writeUserModule(home, version, moduleListener(notes, path.join(root, 'lib')))
  const at = path.join(root, command.file.path)
  const start = isLauncher ? [...startPython(home), at] : [at]
  const [program = '', ...words] = [...surroundings.guard, ...start, ...command.args]
  let pid: number | undefined
  const end = await runProgram(program, words, {
    env: { ...trialEnvironment(context.env, home, pythonPath), EXUVIA_PYTHON: python },
    cwd: work,
    signal: context.signal,
    limit,
    started: (id) => (pid = id),
  })
  const lines = plainLines(end.output, root, home)
  const listed = await readFile(path.join(notes, String(pid)), 'utf8').catch(() => undefined)
  const modules = listed?.split('\n').filter((name) => name !== '')
  const how = whyWrong(end, command, lines, limit)
  const outcome = { worked: how === '', how, lines, modules }
  return isEmbedded ? withLimit(outcome) : outcome
}

/** Why a command did not end as it has to; empty if it did. */
export function whyWrong(
  { status, failure, late }: ProgramEnd,
  { exit, output }: Pick<TriedCommand, 'exit' | 'output'>,
  lines: readonly string[],
  limit: number,
): string {
  if (status === undefined) return late ? `${NO_END} ${limit / 1000} seconds` : (failure ?? '')
  const last = lastLine(lines)
  if (status !== exit) return `exit code ${status}${last === '' ? '' : `: ${last}`}`
  if (output !== undefined && !lines.join('\n').includes(output)) return `its output lacks "${output}"`
  return ''
}
