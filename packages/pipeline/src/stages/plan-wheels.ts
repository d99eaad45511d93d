import type { Checked, Distribution, PlannedArtifact, TargetContents } from '@exuvia/model'
import {
  compiledWheelTags,
  fits,
  formatWheelTags,
  parseRuntime,
  parseWheelFilename,
  type WheelTags,
} from '@exuvia/packaging'
import type { Target } from '@exuvia/model'
import { distributionById, targetFiles } from './target-files.ts'

/** The project itself in a target; it comes first. */
export function projectIn(checked: Checked, { distributions: [id = ''] }: TargetContents): Distribution {
  return distributionById(checked, id)
}

/**
 * Plans the wheels of the project alone. A project without native files has one for each Python, for all platforms,
 * unless its files differ from platform to platform; others have one for each target. MicroPython installs no wheels.
 */
export function planWheels(checked: Checked, stem: string): PlannedArtifact[] {
  const targets = checked.inventory.targets.filter(
    ({ target }) => parseRuntime(target.runtime)?.implementation !== 'mpy',
  )
  const groups = Map.groupBy(targets, (contents) => nameOf(stem, tagsFor(checked, contents)))
  return [...groups].flatMap(([file, group]) => {
    const [first, ...others] = group
    if (first === undefined) return []
    if (others.length === 0) return [planned(file, first, tagsFor(checked, first))]
    const form = formOf(checked, first)
    if (others.every((contents) => formOf(checked, contents) === form)) {
      return [planned(file, first, tagsFor(checked, first))]
    }
    return group.map((contents) => {
      const tags = { ...tagsFor(checked, contents), platforms: [contents.target.platform] }
      return planned(nameOf(stem, tags), contents, tags)
    })
  })
}

/** The tags of a planned wheel, from its name. */
export function tagsOfFile(file: string): WheelTags {
  const { pythons, abis, platforms } = parseWheelFilename(file)
  return { python: pythons.join('.'), abis, platforms }
}

/** Whether a file name is that of a wheel that Exuvia makes of a release for a target. */
export function isCompiledWheel(file: string, stem: string, target: Target): boolean {
  if (!file.startsWith(`${stem}-`) || !file.endsWith('.whl')) return false
  return fits(parseWheelFilename(file), target)
}

function planned(file: string, madeFor: TargetContents, { platforms }: WheelTags): PlannedArtifact {
  const { runtime, platform } = madeFor.target
  const target = { runtime, platform: platforms.includes('any') ? 'any' : platform }
  return { kind: 'wheel', file, target, madeFor }
}

function tagsFor(checked: Checked, contents: TargetContents): WheelTags {
  const { native, ownWheel } = projectIn(checked, contents)
  return compiledWheelTags(ownWheel, native, contents.target)
}

function nameOf(stem: string, tags: WheelTags): string {
  return `${stem}-${formatWheelTags(tags)}.whl`
}

/** The same for targets whose wheels have the same files. */
function formOf(checked: Checked, contents: TargetContents): string {
  const { id } = projectIn(checked, contents)
  const files = targetFiles(checked, { ...contents, distributions: [id] })
  return JSON.stringify([id, ...files.map(({ file, decision: { ship, level } }) => [file.path, ship, level])])
}
