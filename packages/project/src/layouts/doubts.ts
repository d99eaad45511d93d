import type { TomlView } from '@exuvia/files'
import type { SdistFacts } from '../sdist-facts.ts'
import type { Tree } from '../tree.ts'

/** What a backend's part of the static reader looks at to know its limits. */
export interface DoubtSubject {
  readonly tree: Tree
  readonly pyproject: TomlView
  /** What an unpacked sdist states of itself. */
  readonly sdist: SdistFacts | undefined
  /** Whether the user gave `--version`. */
  readonly isVersionGiven: boolean
  /** Whether `project.sources` names the files. */
  readonly areFilesListed: boolean
  /** Reads the text of a project file; undefined if it does not exist. */
  readonly read: (path: string) => Promise<string | undefined>
}

/** What the static reader does not understand of a project, in words that end a sentence: "{reason}". */
export type Doubts = readonly string[]

/** Distribution names of `[build-system] requires`, normalised, without versions and extras. */
export function requiredNames(pyproject: TomlView): string[] {
  return (pyproject.table('build-system').strings('requires') ?? []).flatMap((text) => {
    const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(text)?.[1]
    return name === undefined ? [] : [name.toLowerCase().replaceAll(/[-_.]+/g, '-')]
  })
}

/** Names keys in one reason. */
export function keysInWords(keys: readonly string[]): string[] {
  return keys.length === 0 ? [] : [`only the backend knows ${keys.join(', ')}`]
}

/** Names paths and globs of a backend's table with `\`, which separates folders on Windows alone. */
export function backslashDoubts(view: TomlView): string[] {
  const walk = (value: unknown): boolean =>
    typeof value === 'string'
      ? value.includes('\\')
      : typeof value === 'object' && value !== null && Object.entries(value).some((entry) => entry.some(walk))
  return view
    .keys()
    .filter((key) => walk(view.value(key)))
    .map((key) => `only the backend knows what "\\" means in ${view.key(key)}`)
}

/** Whether a script begins with a line that names a Python, which some backends replace. */
export function isPythonScript(text: string | undefined): boolean {
  return /^#!.*(?:python|pypy)/.test(text ?? '')
}
