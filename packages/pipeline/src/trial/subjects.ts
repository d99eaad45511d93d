import { type ManifestFile, type TarballManifest, addAll, compareText } from '@exuvia/model'
import { parseEntryPoints } from '@exuvia/packaging'

/** What a trial has to know of a tarball: what its EXUVIA.json says. */
export type TrialSubject = Pick<TarballManifest, 'name' | 'version' | 'target' | 'compiler' | 'files'>

/** What of a tarball's modules is imported: those that others import first, or of the project every one. */
export type ImportScope = 'entries' | 'all'

/** `lib/tide/cli.pyc`, `lib/tide/__init__.py`, `lib/_fast.cpython-312-x86_64-linux-gnu.so`. */
const MODULE = /^lib\/(?:[\w]+\/)*([\w]+)(?:\.pyc?|\.(?:[\w.-]+\.)?(?:so|pyd))$/u

/**
 * Lists what to import, as `module` or `module:attribute`: of each distribution the modules that no package of it
 * contains and the entry points of its commands, and with `all` every module of the project. `__main__` is never among
 * them: to import it is to run it. The project comes last, so that what it changes as it starts affects nothing else.
 * @param entryPoints distribution → the text of its `entry_points.txt`
 */
export function importsOf(
  about: TrialSubject,
  entryPoints: ReadonlyMap<string, string>,
  scope: ImportScope,
): string[] {
  const own: string[] = []
  const others: string[] = []
  const packages = new Set(about.files.flatMap(packageOf))
  for (const file of about.files) {
    const { distribution } = file
    const name = distribution === undefined ? undefined : moduleOf(file)
    if (name === undefined) continue
    const isOwn = distribution === about.name
    if (isEntry(name, packages) || (isOwn && scope === 'all' && file.sourceSize !== 0))
      (isOwn ? own : others).push(name)
  }
  for (const [distribution, text] of entryPoints) {
    addAll(distribution === about.name ? own : others, commandsIn(text))
  }
  return [...sortedOnce(others), ...sortedOnce(own)]
}

function sortedOnce(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compareText)
}

function packageOf({ path }: ManifestFile): string[] {
  return /\/__init__\.(?:pyc?|[\w.-]*so|[\w.-]*pyd)$/.test(path)
    ? [dotted(path.slice(4, path.lastIndexOf('/')))]
    : []
}

/** The name under which a file is imported; undefined if it is no module, or one that does its job on import. */
function moduleOf({ path }: ManifestFile): string | undefined {
  const base = MODULE.exec(path)?.[1]
  if (base === undefined || base === '__main__' || path.includes('/__pycache__/')) return undefined
  const folder = path.slice(4, path.lastIndexOf('/'))
  if (base !== '__init__') return dotted(path.lastIndexOf('/') < 4 ? base : `${folder}/${base}`)
  return path.lastIndexOf('/') < 4 ? undefined : dotted(folder)
}

/** Whether no package contains a module: it is a package or a module at the top, or the first in a namespace. */
function isEntry(name: string, packages: ReadonlySet<string>): boolean {
  const parts = name.split('.')
  return parts.every((_, index) => index === 0 || !packages.has(parts.slice(0, index).join('.')))
}

function dotted(path: string): string {
  return path.replaceAll('/', '.')
}

/** The object references of commands; those that need an extra are left out. */
function commandsIn(text: string): string[] {
  const groups = parseEntryPoints(text)
  return ['console_scripts', 'gui_scripts'].flatMap((group) =>
    Object.values(groups[group] ?? {})
      .map((reference) => reference.replaceAll(' ', ''))
      .filter((reference) => /^[\w.]+:[\w.]+$/u.test(reference)),
  )
}

/** The commands in `bin/`, by name; on Windows a command has a second file, `.cmd`. */
export function commandsOf({ files }: TrialSubject): ManifestFile[] {
  return files.filter(({ path }) => /^bin\/[^/]+$/.test(path) && !path.endsWith('.cmd'))
}
