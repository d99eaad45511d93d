import { type Runtime, usageError } from '@exuvia/model'

/** The five or six parts of a wheel's file name (PyPA binary distribution format). */
interface WheelName {
  readonly front: string
  readonly pythons: readonly string[]
  readonly abis: readonly string[]
  readonly platforms: readonly string[]
}

/**
 * The name of a wheel once its modules are bytecode for one runtime: `py3-none-any`
 * becomes `cp312-none-any`, and `cp38-abi3-…` becomes `cp312-cp312-…`, since `cp312-abi3`
 * would promise that it also runs on 3.13 (PEP 425).
 * @throws usage error `wheel-not-for-runtime`
 */
export function retagWheelName(name: string, runtime: Runtime): string {
  const { front, abis, platforms } = parseWheelName(name, runtime)
  return `${front}-${runtime}-${abis.map((abi) => retagAbi(abi, runtime)).join('.')}-${platforms.join('.')}.whl`
}

/** The `Tag:` lines of the WHEEL file that fit `retagWheelName`. */
export function retagWheelFile(text: string, name: string, runtime: Runtime): string {
  const { abis, platforms } = parseWheelName(name, runtime)
  const tags = new Set(
    abis.flatMap((abi) => platforms.map((platform) => `${runtime}-${retagAbi(abi, runtime)}-${platform}`)),
  )
  const kept = text.split(/\r?\n/).filter((line) => line !== '' && !/^tag:/i.test(line))
  return `${[...kept, ...[...tags].map((tag) => `Tag: ${tag}`)].join('\n')}\n`
}

function parseWheelName(name: string, runtime: Runtime): WheelName {
  const parts = name.replace(/\.whl$/i, '').split('-')
  if (parts.length !== 5 && parts.length !== 6)
    throw usageError('bad-wheel-name', `"${name}" is not a wheel's file name`)
  const [pythons, abis, platforms] = parts.slice(-3).map((part) => part.split('.'))
  const wheel: WheelName = {
    front: parts.slice(0, -3).join('-'),
    pythons: pythons ?? [],
    abis: abis ?? [],
    platforms: platforms ?? [],
  }
  if (!runsOn(wheel, runtime)) {
    throw usageError(
      'wheel-not-for-runtime',
      `${name} is not for ${runtime}: its tags are ${wheel.pythons.join('.')}-${wheel.abis.join('.')}`,
    )
  }
  return wheel
}

/** Whether a wheel's Python and ABI tags admit a runtime (PEP 425; abi3 goes upward). */
function runsOn({ pythons, abis }: WheelName, runtime: Runtime): boolean {
  const wanted = versionOf(runtime)
  return pythons.some((tag) => {
    if (tag === runtime) return true
    const match = /^(py|cp|pp)(\d)(\d*)$/.exec(tag)
    if (match === null || Number(match[2]) !== wanted.major) return false
    const upTo = match[3] === '' || Number(match[3]) <= wanted.minor
    if (match[1] === 'py') return upTo
    return match[1] === 'cp' && runtime.startsWith('cp') && upTo && abis.includes('abi3')
  })
}

function retagAbi(abi: string, runtime: Runtime): string {
  return abi === 'abi3' ? runtime : abi
}

function versionOf(runtime: Runtime): { major: number; minor: number } {
  const match = /^[a-z]+(\d)(\d*)$/.exec(runtime)
  return { major: Number(match?.[1]), minor: Number(match?.[2]) }
}
