import { fileURLToPath } from 'node:url'
import { type Toolchain, selectToolchain } from '../../src/index.ts'

/** The repository: embedded compilers are resolved from here. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** The runtimes that the machine must have an interpreter of. */
export const NATIVE_RUNTIMES = ['cp27', 'cp36', 'cp37', 'cp38', 'cp39', 'cp310', 'cp311', 'cp312', 'cp313']

const found = new Map<string, Promise<Toolchain>>()

async function toolchainFor(runtime: string, kind: 'native' | 'embedded'): Promise<Toolchain> {
  const key = `${runtime} ${kind}`
  const one =
    found.get(key) ??
    selectToolchain(runtime, kind, { env: process.env, cwd: ROOT }).then(({ toolchain }) => toolchain)
  found.set(key, one)
  return one
}

export async function native(runtime: string): Promise<Toolchain> {
  return toolchainFor(runtime, 'native')
}

export async function embedded(runtime: string): Promise<Toolchain> {
  return toolchainFor(runtime, 'embedded')
}
