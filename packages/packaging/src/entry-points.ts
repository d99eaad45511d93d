import { compareText, type EntryPoint } from '@exuvia/model'

/** Group → name → object reference. */
export type EntryPointGroups = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Reads `entry_points.txt` (entry points specification: an INI file with `=` alone as delimiter). */
export function parseEntryPoints(text: string): EntryPointGroups {
  const groups: Record<string, Record<string, string>> = {}
  let group: Record<string, string> | undefined
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const section = /^\[(.+)\]$/.exec(line)
    if (section !== null) {
      const name = (section[1] ?? '').trim()
      group = Object.hasOwn(groups, name) ? groups[name] : (groups[name] = {})
      continue
    }
    const equals = line.indexOf('=')
    if (group !== undefined && equals > 0) group[line.slice(0, equals).trim()] = line.slice(equals + 1).trim()
  }
  return groups
}

/** Writes `entry_points.txt`, groups and names sorted. */
export function formatEntryPoints(groups: EntryPointGroups): string {
  const sections = Object.entries(groups)
    .filter(([, entries]) => Object.keys(entries).length > 0)
    .sort(([a], [b]) => compareText(a, b))
    .map(([group, entries]) => {
      const lines = Object.entries(entries).sort(([a], [b]) => compareText(a, b))
      return `[${group}]\n${lines.map(([name, target]) => `${name} = ${target}\n`).join('')}`
    })
  return sections.join('\n')
}

/** Parses an object reference `module:attribute [extras]` as an entry point; undefined if invalid. */
function parseReference(name: string, reference: string, gui: boolean): EntryPoint | undefined {
  const parts = parseObjectReference(reference)
  return parts === undefined ? undefined : { name, ...parts, gui }
}

/** Parses module and attribute of `module:attribute [extras]` (entry points specification); undefined if invalid. */
export function parseObjectReference(
  reference: string,
): { readonly module: string; readonly attribute: string } | undefined {
  const text = reference.trim()
  const extras = text.endsWith(']') ? text.indexOf('[') : -1
  const [module, attribute, ...more] = (extras === -1 ? text : text.slice(0, extras))
    .split(':', 3)
    .map((part) => part.trim())
  if (module === undefined || attribute === undefined || more.length > 0) return undefined
  return /^[\w.]+$/u.test(module) && /^[\w.]+$/u.test(attribute) ? { module, attribute } : undefined
}

/** Lists the commands among entry points: console scripts, then GUI scripts, each sorted by name. */
export function commandsOf(groups: EntryPointGroups): EntryPoint[] {
  const commands = [
    ['console_scripts', false],
    ['gui_scripts', true],
  ] as const
  return commands.flatMap(([group, gui]) =>
    Object.entries(groups[group] ?? {})
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([name, reference]) => parseReference(name, reference, gui) ?? []),
  )
}
