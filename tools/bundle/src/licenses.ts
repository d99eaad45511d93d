import { readFileSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'

/** Files in which a package says under what it may be passed on. */
const NOTICE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i

/** Licences under which a package may be passed on inside a bundle, with its notice and no other duty. */
const FREE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
])

/**
 * The name, version, licence and notices of every package whose files went into a bundle, for the file
 * that ships with it: most licences require their text. The same for the same packages,
 * whatever the folder.
 * @param modules absolute paths of the bundle's modules; those outside `node_modules` are the project's own
 * @throws Error if a package names no licence, or one that asks for more than its notice
 */
export function bundledLicenses(modules: Iterable<string>): string {
  const folders = new Set([...modules].flatMap((module) => packageFolder(module) ?? []))
  const texts = new Map([...folders].map((folder) => describePackage(folder)))
  return [...texts.keys()]
    .toSorted()
    .map((name) => texts.get(name))
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** `…/node_modules/name` or `…/node_modules/@scope/name`, the innermost. */
function packageFolder(module: string): string | undefined {
  const mark = `${sep}node_modules${sep}`
  const at = module.lastIndexOf(mark)
  // Modules that the bundler makes up have a NUL in front.
  if (at < 0 || module.startsWith('\0')) return undefined
  const [first = '', second = ''] = module.slice(at + mark.length).split(sep)
  return join(module.slice(0, at + mark.length), first.startsWith('@') ? join(first, second) : first)
}

function describePackage(folder: string): [name: string, text: string] {
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
    readonly license?: string
  }
  if (facts.license === undefined) throw new Error(`${facts.name} names no licence; ${folder}`)
  const asked = facts.license.split(/[()\s]+|\bAND\b/).filter((word) => word !== '')
  const foreign = asked.filter((word) => !FREE.has(word))
  if (foreign.length > 0)
    throw new Error(`${facts.name} is under ${facts.license}; may a bundle hold it? ${folder}`)
  const notices = readdirSync(folder)
    .filter((name) => NOTICE.test(name))
    .toSorted()
    .map((name) => `\n${readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()}\n`)
  const name = `${facts.name} ${facts.version}`
  return [name, `${name} (${facts.license})\n${notices.join('')}`]
}
