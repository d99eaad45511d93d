import { makeRedactor } from '@exuvia/network'

/** Lines of a failed program that are shown. */
const SHOWN = 25

/** The last lines of a program's output, without the secrets of its environment. */
export function outputEnd(output: string, env: Readonly<Record<string, string>>): string[] {
  return redactorFor(env)(output)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-SHOWN)
}

/** Removes the passwords that an environment holds, in addresses or by themselves, from a text. */
export function redactorFor(env: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = Object.entries(env).flatMap(([name, value]) => {
    if (name.endsWith('_PASSWORD')) return [value]
    return [...value.matchAll(/\w:\/\/([^/@\s]+)@/g)].flatMap(([, login = '']) => {
      const password = login.slice(login.indexOf(':') + 1)
      // A user name alone may be a token.
      return [login, password, decoded(password)]
    })
  })
  return makeRedactor(secrets.filter((text) => text.length > 2))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
