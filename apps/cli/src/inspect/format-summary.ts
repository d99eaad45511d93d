import type { ArchiveReveal, InspectionSummary, RevealGroup } from '@exuvia/pipeline'
import { paintOut, safeLine } from '../terminal.ts'
import { count, figures, section, title } from './parts.ts'

const FORMS = { source: 'source', bytecode: 'bytecode', mpy: '.mpy', unread: 'not read' } as const

const HEAD = ['modules', 'names', 'plain', 'strings', 'plain', 'docstrings', 'plain', 'lines', 'ships as']

const LEGEND = [
  'names, strings: what the bytecode contains. A decompiler recovers all of it.',
  'docstrings: how many modules, classes and functions have one.',
  'plain: the share that the program `strings` prints without any decompiler.',
  'lines: the share of the bytecode in files with line numbers.',
  'source: reveals everything, with comments. not read: unknown.',
]

/** Formats what can be read back from a release for a terminal. */
export function formatSummary({ file, archives, missing }: InspectionSummary): string {
  const parts = archives.map((archive) => formatOne(archive))
  if (archives.length === 0) parts.push(`${title(file)}\n  contains no archive that the manifest names`)
  if (missing.length > 0)
    parts.push(section('Not found, so unknown', missing.map((name) => `  ${safeLine(name)}`).join('\n')))
  if (archives.some(({ groups }) => groups.length > 0))
    parts.push(section('How to read this', LEGEND.map((line) => `  ${line}`).join('\n')))
  return parts.join('\n\n')
}

function formatOne({ file, compiler, levels, groups, strictest, natives, nested }: ArchiveReveal): string {
  const lines = [title(file)]
  const compiled = levelInWords(compiler ?? {})
  if (compiled !== '') lines.push(`  compiled with ${compiled}`)
  for (const level of levels)
    lines.push(`  ${count(level.files, 'module')} with ${levelInWords(level)}, by ${safeLine(level.rule)}`)
  if (groups.length === 0 && nested === 0) lines.push('  contains no Python modules')
  else if (groups.length === 0) lines.push('  contains no Python modules besides those in archives inside it')
  else {
    const [head = '', ...body] = figures([
      [...HEAD, 'distribution'],
      ...groups.map((group) => row(group)),
    ]).split('\n')
    lines.push([paintOut('dim', head), ...body].join('\n'))
  }
  if (strictest !== undefined)
    lines.push(
      `  with docstrings = "strip" and debug = "none": ${strictest.texts} of ${count(strictest.of, 'text')} stay` +
        ` (${share(strictest.texts, strictest.of)}), no docstrings and no lines`,
    )
  if (natives > 0)
    lines.push(`  ${count(natives, 'file')} of machine code: not counted; "strings" shows their texts`)
  if (nested > 0)
    lines.push(`  ${count(nested, 'archive')} inside: not opened, so what they reveal is unknown`)
  return lines.join('\n')
}

function levelInWords({ optimize, docstrings, debug }: NonNullable<ArchiveReveal['compiler']>): string {
  const level = [
    optimize === undefined ? '' : `optimize ${optimize}`,
    docstrings === undefined ? '' : `docstrings ${docstrings}`,
    debug === undefined ? '' : `debug ${debug}`,
  ]
  return level.filter((each) => each !== '').join(', ')
}

function row({ distribution, version, form, modules, reveals }: RevealGroup): string[] {
  const name = distribution === undefined ? 'unknown' : `${distribution} ${version ?? ''}`.trim()
  return [String(modules), ...cells(form, reveals), FORMS[form], name]
}

function cells(form: RevealGroup['form'], reveals: RevealGroup['reveals']): string[] {
  if (reveals === undefined) {
    const cell = form === 'source' ? 'all' : '?'
    return [cell, cell, cell, cell, cell, cell, cell]
  }
  const { names, strings, docstrings, lines } = reveals
  return [
    String(names.all),
    share(names.plain, names.all),
    String(strings.all),
    share(strings.plain, strings.all),
    ...(docstrings === undefined
      ? ['?', '?']
      : [`${docstrings.all} of ${docstrings.places}`, share(docstrings.plain, docstrings.all)]),
    lines === undefined ? '?' : share(lines.withLines, lines.bytes),
  ]
}

/** Whole percents: 0 and 100 mean none and all. */
function share(part: number, whole: number): string {
  if (whole === 0) return '-'
  const rounded = Math.round((100 * part) / whole)
  return `${part === 0 ? 0 : part === whole ? 100 : Math.min(99, Math.max(1, rounded))} %`
}
