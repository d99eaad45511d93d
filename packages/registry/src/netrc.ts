/** User and password for one machine. */
export interface Login {
  readonly user: string
  readonly password: string
}

/** Characters of a netrc file; more is no netrc file. */
export const MAX_NETRC = 256 * 1024

/**
 * Reads a netrc file: machine → login. Macros are passed over. The entry `default` is ignored: it would send a
 * password to every host that a lock names. Pure.
 */
export function parseNetrc(text: string): Map<string, Login> {
  const words: string[] = []
  let isMacro = false
  for (const line of text.slice(0, MAX_NETRC).split(/\r?\n/)) {
    const fields = line.split(/\s+/).filter((word) => word !== '')
    // A macro ends at the first empty line.
    isMacro = fields.length > 0 && (isMacro || fields[0] === 'macdef')
    if (isMacro) continue
    const comment = fields.findIndex((word) => word.startsWith('#'))
    for (const word of comment < 0 ? fields : fields.slice(0, comment)) words.push(word)
  }
  const logins = new Map<string, Login>()
  let machine: string | undefined
  let login = { user: '', password: '' }
  const keep = (): void => {
    if (machine !== undefined && !logins.has(machine)) logins.set(machine, login)
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === 'machine' || word === 'default') {
      keep()
      machine = word === 'machine' ? words[++at]?.toLowerCase() : undefined
      login = { user: '', password: '' }
    } else if (word === 'login') login = { ...login, user: words[++at] ?? '' }
    else if (word === 'password') login = { ...login, password: words[++at] ?? '' }
    else if (word === 'account') at++
  }
  keep()
  return logins
}
