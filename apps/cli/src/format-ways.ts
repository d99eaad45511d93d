import type { TrialWay, TriedWays, TryWaysReport, WayResult } from '@exuvia/pipeline'
import { columns, indent, paintOut, safeLine } from './terminal.ts'

const NAMES: Readonly<Record<TrialWay, string>> = {
  source: 'source',
  '-O': '-O',
  '-OO': '-OO',
  empty: 'empty docstrings',
  'no-source': 'source-free',
  zip: 'source-free in a zip',
}

/** Formats what happened in all ways: for each target a table, and the first traceback of each way that breaks. */
export function formatWays({ targets }: TryWaysReport): string {
  return targets.map((each) => formatTarget(each)).join('\n\n')
}

function formatTarget(tried: TriedWays): string {
  const name = paintOut('bold', safeLine(tried.target))
  if (tried.kind === 'not-tried') return `${name}: not tried: ${safeLine(tried.reason)}`
  const { toolchain, version, network, ways } = tried
  const where = `${toolchain === 'native' ? '' : 'embedded '}Python ${version}`
  const rows = ways.flatMap(rowsOf)
  return [
    `${name} (${where}, network ${network === 'off' ? 'off' : 'not blocked'})`,
    columns([['way', 'works', 'what breaks'], ...rows]),
    ...ways.flatMap(tracebackOf),
    ...ways.flatMap(curesOfDifferences),
  ].join('\n')
}

/** One row for each thing that breaks or differs; without one a row that says so. */
function rowsOf(result: WayResult): string[][] {
  const { way, modules, commands, breaks, differs, unknown, inFolder = [], untried } = result
  if (untried !== undefined) return [[NAMES[way], 'not tried', untried]]
  const works = `${counted(modules, 'module')}, ${counted(commands, 'command')}`
  const found = [
    ...breaks.map(({ what, how }) => `${what}: ${how}`),
    ...differs.map(({ what, how }) => `${what} (differs): ${how}`),
    // What the source fails with, each other way fails with too.
    ...(way === 'source' ? unknown.map(({ what, how }) => `${what} (unknown): ${how}`) : []),
  ]
  const beside = inFolder.length === 0 ? [] : [`(in a folder for its machine code: ${inFolder.join(', ')})`]
  const cells = [...(found.length === 0 ? ['nothing'] : found), ...beside].map(safeLine)
  return cells.map((cell, index) => (index === 0 ? [NAMES[way], works, cell] : ['', '', cell]))
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function tracebackOf({ way, breaks }: WayResult): string[] {
  const [first] = breaks
  if (first === undefined) return []
  const { what, lines, cure } = first
  return [
    '',
    `${paintOut('bold', NAMES[way])} breaks ${safeLine(what)}:`,
    indent(lines.map(safeLine).join('\n')),
    `  cure: ${safeLine(cure)}`,
  ]
}

/** What may cure the differences of a way, each setting once, with the first difference: no traceback names its place. */
function curesOfDifferences({ way, differs }: WayResult): string[] {
  return [...Map.groupBy(differs, ({ cure }) => cure)].flatMap(([cure, cured]) => [
    '',
    `${paintOut('bold', NAMES[way])} changes ${safeLine(cured[0]?.what ?? '')}:`,
    `  ${cure === undefined ? 'no setting is known to cure this' : `try ${safeLine(cure)}`}`,
  ])
}
