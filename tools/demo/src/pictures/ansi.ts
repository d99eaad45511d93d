/** A piece of text in one style. */
export interface Piece {
  readonly text: string
  /** Names of styles, for a class in an SVG: `bold green`. */
  readonly style: string
}

/** Select Graphic Rendition (ECMA-48, 8.3.117), as far as `styleText` of Node writes it: on, and what turns it off. */
const ON: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
}
const OFF: Readonly<Record<string, readonly string[]>> = {
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'cyan'],
}

/** Divides a line of a terminal into pieces. @throws Error for a style that it does not know */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = []
  const style = new Set<string>()
  // oxlint-disable-next-line no-control-regex -- the styles of a terminal begin with one
  for (const [index, part] of line.split(/\u001B\[(\d+)m/).entries()) {
    const on = ON[part]
    if (index % 2 === 0) {
      if (part !== '') pieces.push({ text: part, style: [...style].sort().join(' ') })
    } else if (on !== undefined) style.add(on)
    else if (OFF[part] === undefined) throw new Error(`the style ${part} is not known`)
    else for (const name of OFF[part]) style.delete(name)
  }
  return pieces
}

/** A line without its styles. */
export function plain(line: string): string {
  return piecesOf(line)
    .map(({ text }) => text)
    .join('')
}
