import { statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type ProgramEnd, runProgram } from '@exuvia/project'
import type { RunContext } from '../context.ts'
import { withLimit } from './embedded-limits.ts'
import { NO_END, type Outcome, type Outcomes, lastLine, plainLines } from './outcome.ts'
import { type Surroundings, makeHome, trialEnvironment } from './surroundings.ts'
import { type Tree, RUNNER } from './tree.ts'

/** What imports gave. */
export interface Imported {
  readonly outcomes: Outcomes
  /** The modules of the application that were imported in all, sorted; undefined if a process ended early. */
  readonly modules: readonly string[] | undefined
}

/**
 * Imports modules, and finds attributes of them, in one process. Where an import ends it or hangs, another goes on
 * with the rest. What failed is imported again in a process of its own, so that no module suffers from another.
 * @param limit milliseconds that an import may take
 */
export async function importModules(
  tree: Tree,
  names: readonly string[],
  limit: number,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Imported> {
  const outcomes = new Map<string, Outcome>()
  let modules: readonly string[] | undefined
  let rest = names
  while (rest.length > 0) {
    const round = await importOnce(tree, rest, limit, surroundings, context)
    for (const [name, outcome] of round.outcomes) outcomes.set(name, outcome)
    modules = rest === names ? round.modules : undefined
    rest = rest.filter((name) => !outcomes.has(name))
  }
  return { outcomes, modules }
}

/** One process; it gives an outcome for at least one of the names. */
async function importOnce(
  tree: Tree,
  names: readonly string[],
  limit: number,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Imported> {
  const { home, work } = await makeHome(surroundings)
  const [list, report] = [path.join(home, 'names'), path.join(home, 'report')]
  await writeFile(list, names.map((name) => `${name}\n`).join(''))
  const end = await runWatched(tree, [list, report], report, { home, work, limit }, surroundings, context)
  const text = await readFile(report, 'utf8').catch(() => '')
  const { outcomes: reported, modules, last } = parseReport(text, tree.root, home)
  const outcomes = tree.isEmbedded
    ? new Map([...reported].map(([name, outcome]) => [name, withLimit(outcome)]))
    : reported
  if (modules !== undefined) return { outcomes, modules }
  // The process ended within an import, or before the first.
  const lines = plainLines(end.output, tree.root, home)
  const why = end.failure ?? 'exit code 0'
  const ended = last === undefined ? lastLine(lines) || why : `it ends the process as it is imported: ${why}`
  const name = last ?? names[0] ?? ''
  const outcome = { worked: false, how: end.late ? `${NO_END} ${limit / 1000} seconds` : ended, lines }
  outcomes.set(name, tree.isEmbedded ? withLimit(outcome) : outcome)
  return { outcomes, modules: undefined }
}

interface Watch {
  readonly home: string
  readonly work: string
  readonly limit: number
}

/** Runs the importer, and stops it when its report does not grow within the limit. */
async function runWatched(
  { start, root, path: pythonPath }: Tree,
  args: readonly string[],
  report: string,
  { home, work, limit }: Watch,
  { guard }: Surroundings,
  context: RunContext,
): Promise<ProgramEnd> {
  const stalled = new AbortController()
  let size = 0
  let since = performance.now()
  const watch = setInterval(() => {
    const found = statSync(report, { throwIfNoEntry: false })?.size ?? 0
    if (found !== size) [size, since] = [found, performance.now()]
    else if (performance.now() - since > limit) stalled.abort()
  }, 200)
  const [program = '', ...words] = [...guard, ...start(home), path.join(root, 'bin', RUNNER), ...args]
  try {
    const signal = AbortSignal.any([context.signal, stalled.signal])
    const env = trialEnvironment(context.env, home, pythonPath)
    return await runProgram(program, words, { env, cwd: work, signal, limit: MOST })
  } catch (error) {
    context.signal.throwIfAborted()
    if (!stalled.signal.aborted) throw error
    return { failure: 'it hangs', status: undefined, late: true, output: '' }
  } finally {
    clearInterval(watch)
  }
}

/** Milliseconds for one process with all of its imports. */
const MOST = 30 * 60_000

/** Reads what the runner writes; `last` is the import in which the report ends. */
function parseReport(
  text: string,
  root: string,
  home: string,
): { outcomes: Map<string, Outcome>; modules: readonly string[] | undefined; last: string | undefined } {
  const outcomes = new Map<string, Outcome>()
  let last: string | undefined
  let name = ''
  let modules: readonly string[] | undefined
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.split(' ')
    const more = rest.join(' ')
    if (line.startsWith('|')) {
      const known = outcomes.get(name)
      if (known !== undefined) {
        outcomes.set(name, { ...known, lines: [...known.lines, ...plainLines(line.slice(1), root, home)] })
      }
    } else if (word === 'start') {
      name = more
      last = more
    } else if (word === 'ok' || word === 'failed') {
      const how = plainLines(more, root, home).join(' ')
      outcomes.set(name, { worked: word === 'ok', how, lines: [] })
      last = undefined
    } else if (word === 'modules') modules = more === '' ? [] : more.split(' ')
  }
  return { outcomes, modules, last }
}
