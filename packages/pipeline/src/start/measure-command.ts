import { START_FORMS, type StartForm, type StartOfCommand, type StartTime } from '@exuvia/model'
import { runProgram } from '@exuvia/project'
import path from 'node:path'
import type { RunContext } from '../context.ts'
import { plainLines } from '../trial/outcome.ts'
import { type TriedCommand, whyWrong } from '../trial/run-command.ts'
import { type Surroundings, makeHome, trialEnvironment } from '../trial/surroundings.ts'
import { FIRST_ON_PATH, type Start, type Starters } from './forms.ts'
import { rotated, summarize } from './statistics.ts'

/** How often and how long. */
export interface MeasureWishes {
  /** Counted runs of each form; one more warms the system's cache of files and is not counted. */
  readonly runs: number
  /** Milliseconds for each run. */
  readonly limit: number
}

type Subject = StartForm | 'empty'

/**
 * Measures how long a command takes in each form, one process at a time. Each round runs all forms, in an order that
 * changes, so that what else the machine does hits all alike. A form in which the command fails once has no time.
 */
export async function measureCommand(
  command: TriedCommand,
  python: string,
  starters: Starters,
  { runs, limit }: MeasureWishes,
  surroundings: Surroundings,
  context: RunContext,
): Promise<StartOfCommand> {
  const reasons = new Map<Subject, string>()
  const starts = new Map<Subject, readonly [Start, Ending]>()
  for (const form of START_FORMS) {
    const start = await starters[form](command)
    if (typeof start === 'string') reasons.set(form, start)
    else starts.set(form, [start, command])
  }
  starts.set('empty', [{ words: [python], env: {} }, EMPTY])
  const times = new Map<Subject, number[]>([...starts.keys()].map((subject) => [subject, []]))
  const isLeft = (): boolean => START_FORMS.some((form) => !reasons.has(form))
  for (let round = 0; round <= runs && isLeft(); round += 1) {
    for (const [subject, [start, ending]] of rotated([...starts], round)) {
      if (reasons.has(subject)) continue
      const ran = await timeRun(start, ending, limit, surroundings, context)
      if (typeof ran === 'string') reasons.set(subject, ran)
      else if (round > 0) times.get(subject)?.push(ran)
    }
  }
  const timeOf = (subject: Subject): StartTime | string =>
    reasons.get(subject) ?? summarize(times.get(subject) ?? [])
  const empty = isLeft() ? timeOf('empty') : ''
  return {
    command: command.label,
    ...(typeof empty === 'string' ? {} : { empty }),
    forms: START_FORMS.map((form) => {
      const time = timeOf(form)
      return typeof time === 'string'
        ? { form, kind: 'not-measured', reason: time }
        : { form, kind: 'measured', ...time }
    }),
  }
}

type Ending = Pick<TriedCommand, 'args' | 'exit' | 'output'>

const EMPTY: Ending = { args: ['-c', 'pass'], exit: 0 }

/** Runs something once, in a HOME of its own. @returns milliseconds, or why it did not end as it has to */
async function timeRun(
  { words, env }: Start,
  command: Ending,
  limit: number,
  surroundings: Surroundings,
  context: RunContext,
): Promise<number | string> {
  const { home, work } = await makeHome(surroundings)
  const [program = '', ...rest] = [...surroundings.guard, ...words, ...command.args]
  const { [FIRST_ON_PATH]: first, ...more } = env
  const base = trialEnvironment(context.env, home)
  const found = first === undefined ? {} : { PATH: [first, base['PATH'] ?? ''].join(path.delimiter) }
  const options = { env: { ...base, ...found, ...more }, cwd: work, signal: context.signal, limit }
  const begin = performance.now()
  const end = await runProgram(program, rest, options)
  const time = performance.now() - begin
  const why = whyWrong(end, command, plainLines(end.output, surroundings.folder, home), limit)
  return why === '' ? time : why
}
