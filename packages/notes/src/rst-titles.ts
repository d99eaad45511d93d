/** A title with its under- or overline, lines counted from 0. */
export interface RstTitle {
  readonly text: string
  /** Its first line: the overline if there is one. */
  readonly start: number
  /** First line after it. */
  readonly end: number
  /** 1 for the style that the document uses first, and so on. */
  readonly depth: number
}

/** Characters that may underline a title (reStructuredText, "Sections"). */
// linear: it begins at the start, and blanks follow the one character
const UNDERLINE = /^([!-/:-@[-`{-~])\1*\s*$/

/** Reads the titles of a document; their depth follows from the order in which styles first appear. */
export function readTitles(lines: readonly string[]): RstTitle[] {
  const styles: string[] = []
  const titles: RstTitle[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index + 1]?.trim() ?? ''
    const [line = '', under = '', beyond = ''] = lines.slice(index, index + 3)
    const before = lines[index - 1]?.trim() ?? ''
    if (before !== '' && titles.at(-1)?.end !== index) continue
    let title: Omit<RstTitle, 'depth'> | undefined
    let style = ''
    if (isRule(line) && text !== '' && isRule(beyond, text) && line.trim() === beyond.trim()) {
      title = { text, start: index, end: index + 3 }
      style = `over ${line[0]}`
    } else if (/^\S/.test(line) && !isRule(line) && isRule(under, line.trim())) {
      title = { text: line.trim(), start: index, end: index + 2 }
      style = `under ${under[0]}`
    }
    if (title === undefined) continue
    if (!styles.includes(style)) styles.push(style)
    titles.push({ ...title, depth: styles.indexOf(style) + 1 })
    index = title.end - 1
  }
  return titles
}

/** Whether a line repeats one character and is long enough for a title. */
function isRule(line: string, title?: string): boolean {
  const { length } = line.trimEnd()
  // docutils accepts a line that is shorter than the title if it has four characters.
  return (
    UNDERLINE.test(line) &&
    length > 0 &&
    (title === undefined ? length >= 2 : length >= Math.min(title.length, 4))
  )
}
