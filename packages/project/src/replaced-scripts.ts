import { type Distribution, type Finding, type SourceFile, finding, scriptOfCode } from '@exuvia/model'

/**
 * Leaves out the scripts that an entry point of the same distribution replaces. pip skips such a script, and uv
 * overwrites it, because setuptools once wrote both into a wheel.
 */
export function withoutReplacedScripts(distribution: Distribution): {
  readonly distribution: Distribution
  readonly findings: readonly Finding[]
} {
  const entries = new Set(distribution.entryPoints.map(({ name }) => name))
  const isReplaced = (file: SourceFile): boolean => {
    const name = scriptName(file)
    return name !== undefined && entries.has(name)
  }
  const replaced = distribution.files.filter(isReplaced)
  if (replaced.length === 0) return { distribution, findings: [] }
  return {
    distribution: { ...distribution, files: distribution.files.filter((file) => !isReplaced(file)) },
    findings: replaced.map((file) =>
      finding(
        'file-skipped',
        'note',
        { path: file.origin ?? file.path, distribution: distribution.name },
        { reason: `the entry point ${scriptName(file)} replaces the script of its name, as in pip and uv` },
      ),
    ),
  }
}

/** The command that a file becomes: a script in `bin/`, or the code of one in Python. */
export function scriptName({ path, role }: SourceFile): string | undefined {
  if (role === 'python') return scriptOfCode(path)
  return role === 'script' ? /^bin\/([^/]+)$/.exec(path)?.[1] : undefined
}
