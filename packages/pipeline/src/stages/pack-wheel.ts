import path from 'node:path'
import { writeWheel } from '@exuvia/archiver'
import {
  type Checked,
  type ManifestFile,
  type PlannedArtifact,
  type ReleaseArtifact,
  type TargetContents,
  sortedBy,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { throwIfStopped } from '../context.ts'
import { readBack } from '../release/archive-files.ts'
import type { UnitIndex } from './contents.ts'
import { hashOrRecall } from './kept-entries.ts'
import { measureFiles } from './measure.ts'
import { type Packer, checkReadBack, describeFiles, judgeAgain, kindsOf } from './packing.ts'
import { projectIn, tagsOfFile } from './plan-wheels.ts'
import { wheelContents } from './wheel-entries.ts'

/**
 * Writes a wheel of the project alone, reopens it and judges it by the decisions. It has no EXUVIA.json, which pip
 * would install beside the modules: RECORD lists its files, and the manifest lists it.
 * @throws refusal `packed-against-policy`, after removing the wheel
 */
export async function packWheel(
  packer: Packer,
  { file, target }: PlannedArtifact,
  contents: TargetContents,
  units: UnitIndex,
): Promise<ReleaseArtifact> {
  const { compiled, folder, context, known } = packer
  throwIfStopped(context)
  const { checked } = compiled.plan
  const { entries, places, others } = await wheelContents(compiled, contents, units, tagsOfFile(file))
  const hashed = await hashOrRecall(entries, known, packer.results, context.signal)
  const out = path.join(folder, file)
  const written = await writeWheel(out, hashed, {
    mtime: checked.inventory.sourceDate,
    signal: context.signal,
  })
  const found = await readBack(out, '')
  checkReadBack(written.files, written, found, file)
  const inArchive = found.files.flatMap((each) => {
    const at = places.get(each.path)
    return at === undefined ? [] : [{ ...each, path: at }]
  })
  await judgeAgain(packer, withProjectAlone(checked, contents, others), contents, file, {
    found: { ...found, files: inArchive },
    packed: written.size,
    hashed,
  })
  const listed = new Map(describeFiles(hashed).map((each) => [each.path, each]))
  const files = sortedBy(
    written.files.map((each): ManifestFile => listed.get(each.path) ?? { ...each, mode: '0644' }),
    (each) => each.path,
  )
  const compiler = compiled.compilers.find((info) => info.runtime === contents.target.runtime)
  return {
    kind: 'wheel',
    file,
    ...(target === undefined ? {} : { target: formatTarget(target) }),
    size: written.size,
    sha256: written.sha256,
    sizes: { ...measureFiles(files, 0, written.size), ...kindsOf(hashed) },
    ...(compiler === undefined ? {} : { compiler }),
    files,
  }
}

/** What a wheel may contain in the archive's form: files of the project, without launchers. */
function withProjectAlone(checked: Checked, contents: TargetContents, others: ReadonlySet<string>): Checked {
  const project = projectIn(checked, contents)
  const files = project.files.filter(({ path: at }) => !others.has(at))
  const distributions = [{ ...project, files }]
  const targets = [{ ...contents, distributions: [project.id], commands: [] }]
  return { ...checked, inventory: { ...checked.inventory, distributions, targets } }
}
