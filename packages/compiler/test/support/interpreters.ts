import { fileURLToPath } from 'node:url'
import { type Toolchain, selectToolchain } from '../../src/index.ts'

/** The repository: embedded compilers are resolved from here. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** The runtimes whose interpreters the tests know; each test declares by tags which it needs. */
export { PYTHONS as NATIVE_RUNTIMES } from '@exuvia/test-needs'

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
