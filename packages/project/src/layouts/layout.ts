import { CACHE_FOLDER, isBytecodePath } from '@exuvia/packaging'

/** A file of the project and its place below `lib/`. */
export interface LibFile {
  /** Below `lib/`. */
  readonly path: string
  /** Below the project. */
  readonly file: string
  /** Whether a table of pyproject.toml or MANIFEST.in names it: then it ships even if git ignores it. */
  readonly named?: boolean
}

/** The files that a build backend would put into a wheel. */
export interface Layout {
  /** How the files were found, in words: `setuptools, src layout`. */
  readonly found: string
  readonly files: readonly LibFile[]
  /** Files for `bin/`: name → path below the project. */
  readonly scripts?: Readonly<Record<string, string>>
  /** Files for the installation prefix, which is the release's root: path there → path below the project. */
  readonly data?: Readonly<Record<string, string>>
}

/** Keeps one file per place: the last, as if a backend writes a file twice. */
export function uniqueFiles(files: readonly LibFile[]): LibFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()]
}

/** Whether every backend leaves the file out. */
export function isBytecode(path: string): boolean {
  return isBytecodePath(path) || path.split('/').includes(CACHE_FOLDER)
}
