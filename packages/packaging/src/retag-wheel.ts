import { type Runtime, usageError } from '@exuvia/model'
import { fits } from './choose-wheel.ts'
import { pythonTag } from './runtime.ts'
import { parseWheelFilename, type WheelFilename } from './wheel-filename.ts'

/**
 * Renames a wheel whose modules become bytecode for one runtime: `py3-none-any` becomes
 * `cp312-none-any`, and `cp38-abi3-…` becomes `cp312-cp312-…`, because `cp312-abi3` would
 * promise that it also runs on 3.13 (PEP 425).
 * @throws usage errors `bad-wheel-name`, `wheel-not-for-runtime`
 */
export function retagWheelName(name: string, runtime: Runtime): string {
  const wheel = parseWheelFilename(name)
  const front = name.split('-').slice(0, -3).join('-')
  const abis = abisFor(wheel, runtime).join('.')
  return `${front}-${pythonTag(runtime)}-${abis}-${wheel.platforms.join('.')}.whl`
}

/** Changes the `Tag:` lines of the WHEEL file to match `retagWheelName`. */
export function retagWheelFile(text: string, name: string, runtime: Runtime): string {
  const wheel = parseWheelFilename(name)
  const tags = abisFor(wheel, runtime).flatMap((abi) =>
    wheel.platforms.map((platform) => `${pythonTag(runtime)}-${abi}-${platform}`),
  )
  const kept = text.split(/\r?\n/).filter((line) => line !== '' && !/^tag:/i.test(line))
  return `${[...kept, ...tags.map((tag) => `Tag: ${tag}`)].join('\n')}\n`
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
