/** How one thing ended that a trial did: an import, or a command. */
export interface Outcome {
  readonly worked: boolean
  /** In one line why it did not: the last line of a traceback, `exit code 2`. Empty if it worked. */
  readonly how: string
  /** Whether it failed at what CPython in WebAssembly cannot do, which says nothing of the tarball. */
  readonly isLimit?: boolean
  /** What it printed, or the traceback; without paths of the trial and addresses. */
  readonly lines: readonly string[]
  /** Modules of the application that it imported, sorted; undefined if that is unknown. */
  readonly modules?: readonly string[] | undefined
}

/** Outcomes by what was done: `tide.cli:main`, `tide --help`. */
export type Outcomes = ReadonlyMap<string, Outcome>

/** How it begins that something took too long. */
export const NO_END = 'no end within'

/** Lines of an outcome that are kept. */
const MOST = 400

/** Where a tree has modules in a zip, below its root; in the zip they are below `lib/`. */
export const MODULES_ZIP = 'lib/modules.zip'

/** Replaces what differs between two runs of one program: the folder, addresses, and where its bytecode is. */
export function plainLines(text: string, root: string, home: string): string[] {
  return text
    .replaceAll(root, '<release>')
    .replaceAll(`${MODULES_ZIP}/lib`, 'lib')
    .replaceAll(home, '<home>')
    .replaceAll(/\b0x[0-9a-f]{6,16}\b/gi, '0x...')
    .replaceAll(/\.pyc\b/g, '.py')
    .split(/\r?\n/)
    .slice(0, MOST)
    .map((line) => line.trimEnd())
}

/** The last line that says something. */
export function lastLine(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? ''
}
