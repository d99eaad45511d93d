import { selectToolchain, type Toolchain } from '../../src/index.ts'

/** The repository: embedded compilers are resolved from here. */
export const ROOT = new URL('../../../../', import.meta.url).pathname

/** The runtimes that the machine must have an interpreter of. */
export const NATIVE_RUNTIMES = ['cp27', 'cp36', 'cp37', 'cp38', 'cp39', 'cp310', 'cp311', 'cp312', 'cp313']

export async function native(runtime: string): Promise<Toolchain> {
  return (await selectToolchain(runtime, 'native', { env: process.env, cwd: ROOT })).toolchain
}

export async function embedded(runtime: string): Promise<Toolchain> {
  return (await selectToolchain(runtime, 'embedded', { env: process.env, cwd: ROOT })).toolchain
}
