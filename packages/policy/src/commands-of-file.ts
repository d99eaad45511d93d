import { type EntryPoint, scriptOfCode } from '@exuvia/model'

/** Whether a path, in whatever folder, is the file of a module: `lib/tide/cli.py` of `tide.cli`. */
export function isFileOfModule(path: string, module: string): boolean {
  const stem = `/${module.replaceAll('.', '/')}`
  return path.endsWith(`${stem}.py`) || path.endsWith(`${stem}/__init__.py`)
}

/**
 * The names of the commands that a file starts: of the console and GUI scripts whose module it is (entry points
 * specification), or of the script whose code it is.
 * @param path in a tarball: `lib/tide/cli.py`, `libexec/aws.py`, `bin/backup`
 */
export function commandsOfFile(path: string, entryPoints: readonly EntryPoint[]): readonly string[] {
  const script = scriptOfCode(path) ?? /^bin\/([^/]+)$/.exec(path)?.[1]
  if (script !== undefined) return [script]
  return entryPoints.flatMap(({ name, module }) => (isFileOfModule(`/${path}`, module) ? [name] : []))
}
