import { type CompilerInfo, type Plan, type TargetContents } from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { distributionById, targetFiles } from '../stages/target-files.ts'
import { asSource, writeContents } from './source-tree.ts'
import type { TrialSubject } from './subjects.ts'

/** Writes the release of a tarball as source into a folder; a text says why it cannot. */
export type SourceWriter = ((folder: string) => Promise<void>) | string

/** How the release of a tarball is written as source, from the plan of its project. */
export function sourceOf(
  plan: Plan,
  about: TrialSubject,
  compiler: CompilerInfo,
  context: RunContext,
): SourceWriter {
  const { inventory } = plan.checked
  const contents = inventory.targets.find(({ target }) => formatTarget(target) === about.target)
  if (inventory.name !== about.name || inventory.version !== about.version) {
    return `the project is ${inventory.name} ${inventory.version}, and the tarball ${about.name} ${about.version}`
  }
  if (contents === undefined) return `the project has no target ${about.target ?? ''}`
  const changed = changedFile(plan, contents, about)
  if (changed !== undefined) return `${changed} is not in the project as it is in the tarball`
  return (folder) => writeContents(asSource(plan, [compiler]), contents, folder, context)
}

/** A module whose source has another size than the one that was compiled for the tarball. */
function changedFile(plan: Plan, contents: TargetContents, about: TrialSubject): string | undefined {
  const sizes = new Map(targetFiles(plan.checked, contents).map(({ file }) => [file.path, file.size]))
  const names = new Set(contents.distributions.map((id) => distributionById(plan.checked, id).name))
  return about.files.find(({ path, sourceSize, distribution }) => {
    if (distribution !== undefined && !names.has(distribution)) return true
    if (sourceSize === undefined || path.includes('/__pycache__/')) return false
    return sizes.get(path.replace(/\.pyc$/, '.py')) !== sourceSize
  })?.path
}
