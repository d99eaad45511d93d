/** A command in `bin/` that a launcher starts: an entry point, or a script in Python. */
export interface Command {
  readonly name: string
  /** Id of its distribution. */
  readonly distribution: string
  readonly gui: boolean
  readonly start:
    | { readonly module: string; readonly attribute: string }
    /** Path of the script's source in the inventory. */
    | { readonly code: string }
}

/**
 * Where the code of a script in Python is in a tarball: `libexec/aws.py` for the command `aws`. Its place in `bin/`
 * is the launcher's. A command that ends in `.py` keeps its name, in a folder of its own: `libexec/py/jp.py` for
 * `jp.py`, so that tracebacks name the file as its author does, and a command `jp` beside it has another place.
 */
export function codeOfScript(command: string): string {
  return command.endsWith('.py') ? `libexec/py/${command}` : `libexec/${command}.py`
}

/** The command of a script's code; undefined for other paths. */
export function scriptOfCode(path: string): string | undefined {
  const [, named, plain] = /^libexec\/(?:py\/([^/]*\.py)|([^/]+)\.py)$/.exec(path) ?? []
  return named ?? plain
}
