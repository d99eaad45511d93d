import { type MpyHeader, formatBytes } from '@exuvia/pipeline'
import { pathLines, percent, rows, section, some, title } from './parts.ts'

const KINDS = ['header', 'names', 'constants', 'code'] as const

/** Formats the description of a .mpy for a terminal. */
export function formatMpy(file: string, size: number, header: MpyHeader): string {
  const sub =
    header.subVersion === undefined || header.architecture === undefined ? '' : `.${header.subVersion}`
  const facts = [
    ['version', `.mpy ${header.version}${sub}`],
    ['loads on', header.loadableBy],
    [
      'code',
      header.architecture === undefined
        ? 'bytecode'
        : `machine code for ${header.architecture}, and bytecode`,
    ],
    ['small ints', `${header.smallIntBits} bits or more`],
    ['size', formatBytes(size)],
  ]
  if (header.architectureFlags !== 0) facts.push(['extensions', `0x${header.architectureFlags.toString(16)}`])
  if (header.features !== undefined) {
    const { mapCache, unicode } = header.features
    facts.push(['features', `${mapCache ? 'with' : 'no'} map cache, ${unicode ? 'Unicode' : 'byte'} strings`])
  }
  const sizes = KINDS.map((kind) => [
    kind,
    formatBytes(header.sizes[kind]),
    percent(header.sizes[kind], size),
  ])
  const parts = [`${title(file)}\n${rows(facts)}`, section('Size by kind', rows(sizes))]
  if (header.qstrs === undefined) {
    parts.push(section('What it reveals', '  not available: version 5 stores names throughout the code'))
  } else {
    const builtIn = (header.qstrCount ?? 0) - header.qstrs.length
    parts.push(
      section(
        'What it reveals',
        rows([
          ['names', some(header.qstrs)],
          ['', `and ${builtIn} built into MicroPython`],
          ['strings', some(header.strings ?? [])],
        ]) + `\n${pathLines(header.outsidePaths ?? [])}`,
      ),
    )
  }
  return parts.join('\n\n')
}
