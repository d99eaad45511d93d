import { makeRedactor } from '@exuvia/network'
import type { Login } from './netrc.ts'
import { type IndexSettings, loginIn } from './settings.ts'

/** An address without credentials, and the function that finds the credentials of each address on the way. */
export interface Authorized {
  readonly url: string
  readonly authorize: (url: URL) => string | undefined
  /** Removes the secrets from a text. */
  readonly redact: (text: string) => string
}

/**
 * Finds the credentials of an address: those in the address itself, of an index with the same origin, of
 * netrc. No other origin gets them. Pure.
 * @param address it may contain credentials
 */
export function authorized(settings: IndexSettings, address: string): Authorized {
  const own = loginIn(address)
  const url = withoutLogin(address)
  const secrets = [own, ...settings.logins, ...settings.netrc.values()].flatMap((login) =>
    login === undefined ? [] : [login.password, `${login.user}:${login.password}`],
  )
  return {
    url,
    // A user name alone may be a token.
    redact: makeRedactor([
      ...secrets.filter((text) => text.length > 2),
      own?.password === '' ? own.user : undefined,
    ]),
    authorize(here) {
      const login = own !== undefined && here.href === url ? own : loginFor(settings, here)
      return login === undefined ? undefined : basic(login)
    },
  }
}

/** An address without user and password. */
export function withoutLogin(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}

function loginFor(settings: IndexSettings, here: URL): Login | undefined {
  const sameOrigin = settings.logins.filter((login) => new URL(login.url).origin === here.origin)
  const best = sameOrigin.toSorted((a, b) => commonPath(b.url, here) - commonPath(a.url, here))[0]
  if (best !== undefined) return best
  // netrc names no scheme: a password never travels in the clear to another machine.
  const isSafe = here.protocol === 'https:' || isLoopback(here.hostname)
  return isSafe ? settings.netrc.get(here.hostname.toLowerCase()) : undefined
}

function commonPath(index: string, here: URL): number {
  const path = new URL(index).pathname
  return here.pathname.startsWith(path) ? path.length : 0
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)
}

function basic({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
