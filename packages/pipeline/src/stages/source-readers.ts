import type { GivenToReader, SourceFacts, SourceUse } from '@exuvia/model'
import { originsIn } from './imported-names.ts'

/** Rounds in which functions are found that call those of the round before. */
const MOST_ROUNDS = 5

/** A module as text. */
export interface ModuleText {
  /** Such as `lib/a/b.py`. */
  readonly path: string
  readonly text: string
}

/** Whether a module reads the source of what a caller gives it. */
export function isReadingSource(facts: ReadonlyMap<string, SourceFacts | undefined>): boolean {
  return [...facts.values()].some((each) => each?.uses.some(readsOfParameter) === true)
}

function readsOfParameter({ kind, owner = '' }: SourceUse): boolean {
  return kind === 'source-read' && owner.startsWith('parameter')
}

/**
 * The functions, classes and methods of a distribution that read the source of what a caller gives them, as
 * `inspect.getsource` does: those of the facts, and all that give them one of their own parameters. It reads lines, not
 * syntax trees.
 */
export function findReaders(
  modules: readonly ModuleText[],
  facts: ReadonlyMap<string, SourceFacts | undefined>,
): ReadonlySet<string> {
  const readers = new Set<string>()
  for (const each of facts.values()) {
    for (const use of each?.uses.filter(readsOfParameter) ?? []) {
      const { function: name, callers = [] } = use
      for (const reader of callers.length > 0 ? callers : [name]) if (reader !== '') readers.add(reader)
    }
  }
  if (readers.size === 0) return readers
  let fresh: ReadonlySet<string> = readers
  for (let round = 0; round < MOST_ROUNDS && fresh.size > 0; round += 1) {
    const calls = callsOf(fresh)
    const next = modules.filter(({ text }) => calls.test(text)).flatMap(({ text }) => passersIn(text, calls))
    fresh = new Set(next.filter((name) => !readers.has(name)))
    for (const name of fresh) readers.add(name)
  }
  return readers
}

/** `NAME(…)` on one line. */
function callsOf(names: ReadonlySet<string>): RegExp {
  // linear: the names consist of letters, and the rest of a line is taken whole
  return new RegExp(String.raw`(?<!def |class |@)\b(?:${[...names].join('|')})\(([^\n]*)`)
}

interface Block {
  readonly indent: number
  readonly name: string
  readonly isClass: boolean
  readonly parameters: ReadonlySet<string>
}

const BLOCK = /^([ \t]*)(?:async )?(def|class) (\w+)(?:\(([^\n]*))?/

/** What code elsewhere calls: functions of a module, classes and their methods, that give a parameter to such a call. */
function passersIn(text: string, calls: RegExp): string[] {
  const found: string[] = []
  const around: Block[] = []
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length
    if (indent === line.length) continue
    const block = BLOCK.exec(line)
    if (block === null && !calls.test(line)) continue
    while ((around.at(-1)?.indent ?? -1) >= indent) around.pop()
    if (block !== null) {
      around.push({
        indent,
        name: block[3] ?? '',
        isClass: block[2] === 'class',
        parameters: new Set(namesIn(parametersAt(lines, index))),
      })
      continue
    }
    const given = namesIn(calls.exec(line)?.[1] ?? '')
    const functions = around.filter(({ isClass }) => !isClass)
    if (given.some((name) => functions.some(({ parameters }) => parameters.has(name)))) {
      found.push(calledAs(around))
    }
  }
  return found
}

function calledAs(around: readonly Block[]): string {
  const at = around.findIndex(({ isClass }) => !isClass)
  const name = around[at]?.name ?? ''
  return /^__(?:init|new)__$/.test(name) ? (around[at - 1]?.name ?? name) : name
}

/** Lines that a list of parameters may take. */
const MOST_LINES = 20

function parametersAt(lines: readonly string[], index: number): string {
  const taken = lines.slice(index, index + MOST_LINES)
  const end = taken.findIndex((line) => line.includes(')') && line.trimEnd().endsWith(':'))
  return taken
    .slice(0, end + 1)
    .join(' ')
    .replace(/^[^(]*\(/, '')
}

function namesIn(text: string): readonly string[] {
  return text
    .split(/[^\w.'"]+/)
    .map((word) => word.split('.')[0] ?? '')
    .filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'self')
}

/** Readers by the top-level package that has them. */
export type Readers = ReadonlyMap<string, ReadonlySet<string>>

/** Where modules decorate with a reader of another distribution: it reads the source of the module. */
export function findGiven(modules: readonly ModuleText[], readers: Readers): readonly GivenToReader[] {
  const names = [...readers.keys()]
  return modules.flatMap(({ path, text }) => {
    if (!names.some((name) => text.includes(name))) return []
    const first = decorationIn(text, readers)
    return first === undefined ? [] : [{ path, ...first }]
  })
}

function decorationIn(text: string, readers: Readers): Omit<GivenToReader, 'path'> | undefined {
  const origins = originsIn(text)
  const imported = [...new Set([...origins.values()].map(packageOf))].filter((name) => readers.has(name))
  if (imported.length === 0) return undefined
  for (const decorator of text.matchAll(/^[ \t]*@(\w+)([\w.]*)/gm)) {
    const [, root = '', rest = ''] = decorator
    const last = rest === '' ? root : rest.slice(rest.lastIndexOf('.') + 1)
    const origin = origins.get(root)
    // An object of the module may be of any package that it imports.
    const from = imported.find(
      (name) => readers.get(name)?.has(last) === true && (origin === undefined || packageOf(origin) === name),
    )
    if (from === undefined) continue
    return { line: text.slice(0, decorator.index).split('\n').length, reader: `${from}.${last}` }
  }
  return undefined
}

function packageOf(module: string): string {
  return module.split('.')[0] ?? module
}
