import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MAX_NETRC, type Login, parseNetrc } from './netrc.ts'

type Env = Readonly<Record<string, string | undefined>>

/** An index that the project or the environment names. */
export interface NamedIndex {
  readonly name: string | undefined
  /** It may contain credentials. */
  readonly url: string
}

/** Where packages come from, and the credentials of those places. */
export interface IndexSettings {
  /** The index that is asked if a lock names none; with credentials. */
  readonly defaultIndex: string
  /** Asked as well; with credentials. */
  readonly extraIndexes: readonly string[]
  /** All indexes with credentials, the most special first. */
  readonly logins: readonly (Login & { readonly url: string })[]
  /** Machine → login. */
  readonly netrc: ReadonlyMap<string, Login>
}

/** The public index, which pip and uv ask by default. */
const PUBLIC_INDEX = 'https://pypi.org/simple'

/** Reads the variables of uv and pip, and netrc. Pure but for `netrc`, which `readNetrc` reads. */
export function indexSettings(
  env: Env,
  project: readonly NamedIndex[],
  netrc: ReadonlyMap<string, Login>,
): IndexSettings {
  const named = [...project, ...(env['UV_INDEX'] ?? '').split(/\s+/).filter(isText).map(splitName)]
  const defaultIndex = [env['UV_DEFAULT_INDEX'], env['UV_INDEX_URL'], env['PIP_INDEX_URL']].find(isText)
  const plainDefault = defaultIndex === undefined ? PUBLIC_INDEX : splitName(defaultIndex).url
  const extra = [env['UV_EXTRA_INDEX_URL'], env['PIP_EXTRA_INDEX_URL']].flatMap((list) =>
    (list ?? '').split(/\s+/).filter(isText),
  )
  const fromEnvironment = (env['UV_INDEX'] ?? '')
    .split(/\s+/)
    .filter(isText)
    .map((text) => splitName(text).url)
  const byVariable = named.flatMap(({ name, url }) => {
    if (name === undefined) return []
    const prefix = `UV_INDEX_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
    const user = env[`${prefix}_USERNAME`]
    const password = env[`${prefix}_PASSWORD`]
    return user === undefined && password === undefined
      ? []
      : [{ url, user: user ?? '', password: password ?? '' }]
  })
  const byAddress = [...named.map(({ url }) => url), plainDefault, ...extra].flatMap((url) => {
    const login = loginIn(url)
    return login === undefined ? [] : [{ url, ...login }]
  })
  return {
    defaultIndex: plainDefault,
    extraIndexes: [...fromEnvironment, ...extra],
    logins: [...byVariable, ...byAddress],
    netrc,
  }
}

/** `name=https://…`, as `UV_INDEX` has it. */
function splitName(text: string): NamedIndex {
  const match = /^([\w.-]+)=(https?:.*)$/.exec(text)
  return match === null ? { name: undefined, url: text } : { name: match[1], url: match[2] ?? '' }
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== ''
}

/** User and password in an address. */
export function loginIn(url: string): Login | undefined {
  if (!URL.canParse(url)) return undefined
  const { username, password } = new URL(url)
  return username === '' && password === ''
    ? undefined
    : { user: decoded(username), password: decoded(password) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Reads `$NETRC`, else `.netrc` (on Windows `_netrc`) of the home folder; empty without one. */
export async function readNetrc(env: Env): Promise<ReadonlyMap<string, Login>> {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir()
  const files = env['NETRC'] === undefined ? [join(home, '.netrc'), join(home, '_netrc')] : [env['NETRC']]
  for (const file of files) {
    const bytes = await readFile(file).catch(() => undefined)
    if (bytes !== undefined && bytes.length <= MAX_NETRC) return parseNetrc(bytes.toString('utf8'))
  }
  return new Map()
}
