import { type Toolchain, findInterpreter, selectToolchain } from '@exuvia/compiler'
import { type Config, ExuviaError } from '@exuvia/model'
import { parseTarget, runtimeInWords } from '@exuvia/packaging'
import { toolchainSetting } from '../compilation/toolchain-setting.ts'
import type { RunContext } from '../context.ts'
import { whyElsewhere } from './machine.ts'
import type { TrialSubject } from './subjects.ts'

/** What runs a tarball here; a text says why nothing does, in words that are the same on every machine. */
export type ChosenInterpreter = Toolchain | string

/**
 * Chooses what runs a tarball: the target's interpreter, where this machine has one, else for pure Python the embedded
 * one.
 * @param mayEmbed whether CPython in WebAssembly is enough
 * @throws interrupted
 */
export async function chooseInterpreter(
  { target: name, compiler }: TrialSubject,
  { compile }: Pick<Config, 'compile'>,
  context: RunContext,
  mayEmbed = true,
): Promise<ChosenInterpreter> {
  if (name === undefined) return 'it is the source twin, which nobody runs'
  const { runtime, platform } = parseTarget(name)
  if (runtime.startsWith('mpy')) return 'Exuvia runs no MicroPython'
  const elsewhere = whyElsewhere(platform)
  if (elsewhere !== undefined) return elsewhere
  const native = await find(() => findInterpreter(runtime, toolchainSetting(compile, runtime), context))
  const found = native ?? (mayEmbed && platform === 'any' ? await findEmbedded(runtime, context) : undefined)
  if (found === undefined) return `no ${runtimeInWords(runtime)} was found`
  if (compiler !== undefined && compiler.magic !== found.magic) {
    return `the ${runtimeInWords(runtime)} that was found loads other bytecode`
  }
  return found
}

/** WebAssembly sees folders under the paths that they have on the machine, which those of Windows cannot be. */
async function findEmbedded(runtime: string, context: RunContext): Promise<Toolchain | undefined> {
  if (process.platform === 'win32') return undefined
  const found = await find(async () => (await selectToolchain(runtime, 'embedded', context)).toolchain)
  return found?.runtime === runtime ? found : undefined
}

async function find(look: () => Promise<Toolchain | undefined>): Promise<Toolchain | undefined> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind === 'interrupted') throw error
    return undefined
  }
}
