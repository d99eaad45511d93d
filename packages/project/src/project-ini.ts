/** A value of an INI file, as Python's configparser reads it. */
export interface IniValue {
  readonly text: string
  /** From 1. */
  readonly line: number
}

/** Reads one value of an INI file such as setup.cfg; undefined if the section or the key is missing. */
export function readIni(text: string, section: string, key: string): IniValue | undefined {
  let here = ''
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(raw)) continue
    const head = /^\[([^\]]+)\]/.exec(raw)
    if (head !== null) here = head[1] ?? ''
    // An indented line continues the value before it.
    const pair = /^([^\s=:[][^=:]*)[=:](.*)$/.exec(raw)
    if (here !== section || pair?.[1]?.trim().toLowerCase() !== key) continue
    return { text: (pair[2] ?? '').trim(), line: index + 1 }
  }
  return undefined
}
