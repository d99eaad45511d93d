import { type Toolchain, findInterpreter } from '@exuvia/compiler'
import { type Config, ExuviaError } from '@exuvia/model'
import { parseTarget, runtimeInWords } from '@exuvia/packaging'
import { toolchainSetting } from '../compilation/toolchain-setting.ts'
import type { RunContext } from '../context.ts'
import { whyElsewhere } from './machine.ts'
import type { TrialSubject } from './subjects.ts'

/** What runs a tarball here; a text says why nothing does, in words that are the same on every machine. */
export type ChosenInterpreter = Toolchain | string

/**
 * Chooses what runs a tarball: the target's interpreter, where this machine has one.
 * @throws interrupted
 */
export async function chooseInterpreter(
  { target: name, compiler }: TrialSubject,
  { compile }: Pick<Config, 'compile'>,
  context: RunContext,
): Promise<ChosenInterpreter> {
  if (name === undefined) return 'it is the source twin, which nobody runs'
  const { runtime, platform } = parseTarget(name)
  if (runtime.startsWith('mpy')) return 'Exuvia runs no MicroPython'
  const elsewhere = whyElsewhere(platform)
  if (elsewhere !== undefined) return elsewhere
  const found = await find(runtime, toolchainSetting(compile, runtime), context)
  if (found === undefined) return `no ${runtimeInWords(runtime)} was found`
  if (compiler !== undefined && compiler.magic !== found.magic) {
    return `the ${runtimeInWords(runtime)} that was found loads other bytecode`
  }
  return found
}

async function find(runtime: string, wanted: string, context: RunContext): Promise<Toolchain | undefined> {
  try {
    return await findInterpreter(runtime, wanted, context)
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind === 'interrupted') throw error
    return undefined
  }
}
