import { type Decision, type Distribution, type Finding, compareText, finding } from '@exuvia/model'
import { kindOf } from './decide.ts'
import { isCythonName } from './file-kind.ts'

type File = Distribution['files'][number]

/** Files that a finding names. */
const SHOWN = 3

/**
 * Decides again how a Python file ships that the policy wants as bytecode, but that no name can import. Undefined for
 * other files.
 */
export function settleLooseSource(file: File, decision: Decision): Decision | undefined {
  if (kindOf(file) !== 'loose-source' || decision.ship !== 'bytecode') return undefined
  // Many wheels of open source projects contain Cython sources, so they do not stop a release.
  return { ...decision, ship: isCythonName(file.path) ? 'data' : 'exclude' }
}

/** Reports such files of a distribution: one finding for each folder and severity, with the rule that settles it. */
export function looseSourceFindings(files: readonly File[], distribution: string): Finding[] {
  const groups = Map.groupBy(
    files,
    ({ path }) => `${isCythonName(path) ? 'warning' : 'error'} ${topOf(path)}`,
  )
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => compareText(a.path, b.path))
    const paths = sorted.map(({ path }) => path)
    return sorted.slice(0, 1).map(({ path, origin }) =>
      finding(
        'source-without-bytecode',
        isCythonName(path) ? 'warning' : 'error',
        { path: origin, distribution },
        {
          files: paths.length > SHOWN ? [...paths.slice(0, 1), `${paths.length - 1} more`] : paths,
          distribution,
          glob: globOfSources(paths),
        },
      ),
    )
  })
}

/** The folder directly below the root or below `lib/`; of a file there, the file. */
function topOf(path: string): string {
  return belowLib(path).split('/')[0] ?? ''
}

/** Globs match paths below `lib/` too, as a user thinks of them. */
function belowLib(path: string): string {
  return path.replace(/^lib\//, '')
}

/** A glob of the files with these suffixes in the deepest folder that contains all of these files. */
function globOfSources(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => belowLib(path).split('/'))
  if (others.length === 0) return first.join('/')
  const folders = first.slice(0, -1)
  const different = folders.findIndex((folder, at) => others.some((other) => other[at] !== folder))
  const common = different === -1 ? folders : folders.slice(0, different)
  const suffixes = [...new Set(paths.map((path) => path.slice(path.lastIndexOf('.') + 1)))].sort(compareText)
  const suffix = suffixes.length === 1 ? suffixes.join('') : `{${suffixes.join(',')}}`
  return `${common.join('/')}/**/*.${suffix}`
}
