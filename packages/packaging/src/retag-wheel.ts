import { type Runtime, type Target, usageError } from '@exuvia/model'
import { fits } from './choose-wheel.ts'
import { pythonTag } from './runtime.ts'
import { compatibleTags } from './tags.ts'
import { parseWheelFilename, type WheelFilename } from './wheel-filename.ts'

/** The compressed tag set of a wheel (PEP 425). */
export interface WheelTags {
  readonly python: string
  readonly abis: readonly string[]
  readonly platforms: readonly string[]
}

/** Formats tags as a file name has them: `cp312-none-any`. */
export function formatWheelTags({ python, abis, platforms }: WheelTags): string {
  return `${python}-${abis.join('.')}-${platforms.join('.')}`
}

/**
 * The tags of a project's wheel when its modules are bytecode for a target.
 * @param wheel the file name of the wheel that the files come from; undefined if they come from sources
 * @param native whether there is machine code among the files
 * @throws usage errors `bad-wheel-name`, `wheel-not-for-runtime`
 */
export function compiledWheelTags(
  wheel: string | undefined,
  native: boolean,
  { runtime, platform }: Target,
): WheelTags {
  const python = pythonTag(runtime)
  if (wheel === undefined) {
    if (!native) return { python, abis: ['none'], platforms: ['any'] }
    const [, abi = 'none'] = compatibleTags({ runtime, platform })[0]?.split('-') ?? []
    return { python, abis: [abi], platforms: [platform] }
  }
  const parsed = parseWheelFilename(wheel)
  return { python, abis: abisFor(parsed, runtime), platforms: parsed.platforms }
}

/** Writes tags into the text of a WHEEL file, in place of its own. */
export function withWheelTags(text: string, { python, abis, platforms }: WheelTags): string {
  const tags = abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`))
  const kept = text.split(/\r?\n/).filter((line) => line !== '' && !/^tag:/i.test(line))
  return `${[...kept, ...tags.map((tag) => `Tag: ${tag}`)].join('\n')}\n`
}

/**
 * Renames a wheel whose modules become bytecode for one runtime: `py3-none-any` becomes
 * `cp312-none-any`, and `cp38-abi3-…` becomes `cp312-cp312-…`, because `cp312-abi3` would
 * promise that it also runs on 3.13 (PEP 425).
 * @throws usage errors `bad-wheel-name`, `wheel-not-for-runtime`
 */
export function retagWheelName(name: string, runtime: Runtime): string {
  const front = name.split('-').slice(0, -3).join('-')
  return `${front}-${formatWheelTags(compiledWheelTags(name, true, { runtime, platform: 'any' }))}.whl`
}

/** Changes the `Tag:` lines of the WHEEL file to match `retagWheelName`. */
export function retagWheelFile(text: string, name: string, runtime: Runtime): string {
  return withWheelTags(text, compiledWheelTags(name, true, { runtime, platform: 'any' }))
}

/** Lists the ABI tags of a wheel that a runtime loads, and replaces a stable one by the runtime's own. */
function abisFor(wheel: WheelFilename, runtime: Runtime): string[] {
  const loaded = wheel.abis.filter((abi) =>
    wheel.platforms.some((platform) => {
      const one = { ...wheel, abis: [abi], platforms: [platform] }
      return fits(one, { runtime, platform })
    }),
  )
  if (loaded.length === 0) {
    throw usageError('wheel-not-for-runtime', {
      wheel: wheel.filename,
      runtime,
      tags: `${wheel.pythons.join('.')}-${wheel.abis.join('.')}`,
    })
  }
  return [...new Set(loaded.map((abi) => (/^abi3t?$/.test(abi) ? runtime : abi)))]
}
