import { type ArchiveDescription, formatBytes } from '@exuvia/pipeline'
import { paintOut, safeLine } from '../terminal.ts'
import { FOUND, SHOWN, clip, count, figures, kindRows, more, rows, section, title } from './parts.ts'

const FORMS = {
  pyc: 'bytecode',
  mpy: '.mpy',
  source: 'source',
  native: 'native',
  archive: 'archives',
  link: 'links',
  other: 'other',
} as const

const HEADERS = {
  timestamp: 'timestamp',
  'checked-hash': 'checked hash',
  'unchecked-hash': 'unchecked hash',
} as const

/** Formats the contents of an archive or folder for a terminal. */
export function formatArchive(file: string, archive: ArchiveDescription): string {
  const packed = archive.packed === undefined ? '' : `, ${formatBytes(archive.packed)} packed`
  const facts = [
    ['contains', `${count(archive.members.length, 'file')}, ${formatBytes(archive.unpacked)}${packed}`],
  ]
  for (const [form, words] of Object.entries(FORMS) as [keyof typeof FORMS, string][]) {
    const { files, bytes } = archive.forms[form]
    if (files > 0) facts.push([words, `${count(files, 'file')}, ${formatBytes(bytes)}`])
  }
  for (const [index, { words, magic, files }] of archive.loadableBy.entries()) {
    const number = magic === undefined || words.includes(String(magic)) ? '' : `, magic number ${magic}`
    facts.push([index === 0 ? 'loads on' : '', `${words}${number}: ${count(files, 'file')}`])
  }
  const headers = (Object.keys(HEADERS) as (keyof typeof HEADERS)[]).filter(
    (kind) => archive.headers[kind] > 0,
  )
  if (headers.length > 0) {
    facts.push([
      'headers',
      headers.map((kind) => `${HEADERS[kind]}: ${count(archive.headers[kind], 'file')}`).join(', '),
    ])
  }
  const parts = [`${title(file)}\n${rows(facts)}`]
  if (archive.problems.length > 0) parts.push(problems(archive))
  if (archive.forms.pyc.bytes > 0) {
    parts.push(section('Bytecode by kind', kindRows(archive.kinds, archive.forms.pyc.bytes)))
    parts.push(memberTable(archive))
  }
  if (archive.forms.pyc.files + archive.forms.mpy.files > 0) parts.push(givesAway(archive))
  return parts.join('\n\n')
}

/** Problems shown of each kind. */
const PROBLEMS_SHOWN = 5

function problems({ problems: all }: ArchiveDescription): string {
  const lines = [...Map.groupBy(all, ({ code }) => code)].flatMap(([code, alike]) => {
    const shown = alike.slice(0, PROBLEMS_SHOWN).map(({ path, message }) => {
      const place = path === '' ? '' : `${safeLine(path)}: `
      return `  ${paintOut('red', code)} ${place}${safeLine(message)}`
    })
    return alike.length > PROBLEMS_SHOWN
      ? [...shown, `  ${paintOut('red', code)} and ${alike.length - PROBLEMS_SHOWN} more; --json shows all`]
      : shown
  })
  return section('Problems', lines.join('\n'))
}

type Member = ArchiveDescription['members'][number]

/** The ten kinds in five groups that fit on a line. */
const GROUPS = [
  ['code', ['code', 'caches']],
  ['names', ['names']],
  ['texts', ['strings', 'docstrings']],
  ['lines', ['lineTables']],
  ['rest', ['constants', 'exceptionTables', 'fileNames', 'framing', 'unread']],
] as const

function memberTable({ members, kinds, forms }: ArchiveDescription): string {
  const compiled = members.filter(({ form }) => form === 'pyc').sort((a, b) => b.size - a.size)
  const line = (size: number, of: Member['kinds'], name: string): string[] => [
    formatBytes(size),
    ...GROUPS.map(([, parts]) => formatBytes(parts.reduce((sum, kind) => sum + (of?.[kind] ?? 0), 0))),
    name,
  ]
  const list = [
    ['size', ...GROUPS.map(([name]) => name), 'file'],
    ...compiled.slice(0, SHOWN).map((member) => line(member.size, member.kinds, member.path)),
    line(forms.pyc.bytes, kinds, `all ${compiled.length}`),
  ]
  const [head = '', ...body] = figures(list).split('\n')
  const name =
    compiled.length > SHOWN ? `The largest ${SHOWN} of ${compiled.length} bytecode files` : 'Bytecode files'
  return section(name, [paintOut('dim', head), ...body].join('\n'))
}

function givesAway({ givesAway: found, forms }: ArchiveDescription): string {
  const counts = [
    count(found.functions, 'function'),
    count(found.classes, 'class', 'classes'),
    count(found.names, 'name'),
    count(found.strings, 'string'),
    count(found.docstrings, 'docstring'),
  ]
  const lines = [`  ${counts.join(', ')}, total over all files`]
  if (forms.source.files > 0) lines.push(`  the source of ${count(forms.source.files, 'module')}`)
  if (found.paths.length === 0) lines.push('  no paths outside the project')
  else {
    const list = found.paths
      .slice(0, SHOWN)
      .map(({ path, found: where, files: many, first }) => [
        `  ${clip(path, 60)}`,
        FOUND[where],
        many === 1 ? first : `${first} and ${count(many - 1, 'other')}`,
      ])
    lines.push('  paths outside the project', rows(list) + more(found.paths.length))
  }
  return section('What it reveals', lines.join('\n'))
}
