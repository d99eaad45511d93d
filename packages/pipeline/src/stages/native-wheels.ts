import path from 'node:path'
import { type Toolchain, findInterpreter } from '@exuvia/compiler'
import type { Config, Runtime } from '@exuvia/model'
import { fits, parseRuntime, parseTarget, parseWheelFilename, type WheelFilename } from '@exuvia/packaging'
import type { BuiltWheel } from '@exuvia/project'
import type { RunContext } from '../context.ts'

/**
 * Builds the project's wheel; if it is for one Python alone, also one for each other Python of the targets for
 * which an interpreter is found here. Wheels for other platforms come from other machines.
 * @param build runs the backend, with the interpreter that the wheel is for
 * @param targets those that are built now, as written
 */
export async function buildForTargets(
  build: (python?: string) => Promise<BuiltWheel>,
  targets: readonly string[],
  root: string,
  config: Config,
  context: RunContext,
): Promise<readonly BuiltWheel[]> {
  const first = await build()
  const built = [first]
  if (tagsOf(first.path).platforms.includes('any')) return built
  for (const runtime of nativeRuntimes(tagsOf(first.path), targets)) {
    if (built.some((each) => isFor(tagsOf(each.path), runtime))) continue
    const found = await interpreterOf(runtime, root, config, context)
    if (found === undefined) continue
    const detail = `building the wheel of the project for ${runtime}`
    context.progress({ kind: 'stage', stage: 'read', detail, isDelay: true })
    built.push(await build(found.location))
  }
  return built
}

/** The wheels that fit a target; all if none does, to name what there is. */
export function usedWheels(files: readonly string[], targets: readonly string[]): readonly string[] {
  const used = files.filter((file) => targets.some((target) => isFor(tagsOf(file), runtimeOf(target))))
  return used.length === 0 ? files : used
}

function tagsOf(file: string): WheelFilename {
  return parseWheelFilename(path.basename(file))
}

/** The runtimes of the targets that a wheel for this machine can serve. */
function nativeRuntimes(first: WheelFilename, targets: readonly string[]): Runtime[] {
  const wanted = targets.filter((text) => {
    if (parseRuntime(text) !== undefined) return true
    const target = parseTarget(text)
    // Whatever its Python, the wheel has the platform of the first one.
    return fits({ ...first, pythons: ['py3'], abis: ['none'] }, target)
  })
  return [...new Set(wanted.map(runtimeOf))]
}

function runtimeOf(target: string): Runtime {
  return parseRuntime(target) === undefined ? parseTarget(target).runtime : target
}

/** Whether a wheel fits a runtime on one of its own platforms. */
function isFor(wheel: WheelFilename, runtime: Runtime): boolean {
  return wheel.platforms.some((platform) => fits(wheel, { runtime, platform }))
}

/** An interpreter on this machine; undefined if there is none. @throws usage errors of a configured path */
async function interpreterOf(
  runtime: Runtime,
  root: string,
  config: Config,
  { env, signal }: RunContext,
): Promise<Toolchain | undefined> {
  return findInterpreter(runtime, config.compile.toolchains[runtime] ?? 'native', { env, cwd: root, signal })
}
