import { basename, relative, sep } from 'node:path'
import { type Inventory, type SourceFile, compareText } from '@exuvia/model'
import { generatedFiles } from './generated-files.ts'
import type { GitOptions } from './git-process.ts'
import { findUncommitted } from './git-uncommitted.ts'
import { hatchTomlOf } from './hatch-toml.ts'
import { readProjectText } from './project-text.ts'
import { findPyproject } from './pyproject.ts'

/**
 * Lists the project's files that ship and that the commit of the build does not contain with these bytes,
 * untracked and deleted ones included, without those that its backend writes. Paths from the project, sorted;
 * none if the project has no commit.
 */
export async function uncommittedFiles(inventory: Inventory, options: GitOptions): Promise<string[]> {
  const { root, commit, distributions } = inventory
  if (commit === undefined) return []
  const pyproject = await findPyproject(root)
  const hatchToml = hatchTomlOf(await readProjectText(root, 'hatch.toml'))
  const generated = new Set(pyproject === undefined ? [] : generatedFiles(pyproject, hatchToml))
  const own = distributions.filter(({ wheel }) => wheel === undefined).flatMap(({ files }) => files)
  const paths = new Set(own.flatMap((file) => placeOf(file, root) ?? []))
  const shipped = [...paths].filter((path) => !generated.has(path)).sort(compareText)
  const found = await findUncommitted(root, shipped, options)
  return found.filter((path) => !generated.has(path)).sort(compareText)
}

/** The place of a file in the project; undefined for what Exuvia or a backend made. */
function placeOf({ origin, content }: SourceFile, root: string): string | undefined {
  // A file of the project's wheel that no file of the project became: METADATA, RECORD, a written version.
  const isOfWheel = content.kind === 'zip' && (origin?.startsWith(`${basename(content.archive)}!`) ?? false)
  if (isOfWheel) return undefined
  if (origin !== undefined) return origin
  if (content.kind !== 'disk') return undefined
  const path = relative(root, content.path).split(sep).join('/')
  return path.startsWith('../') ? undefined : path
}
