import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Runtime, messageOf, outsideError } from '@exuvia/model'
import type { Toolchain, ToolchainSearch } from './toolchain.ts'

/** The runtimes there is a `@exuvia/cpython-3xx` package for. */
export const EMBEDDED_RUNTIMES: readonly Runtime[] = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314']

/** What a `@exuvia/cpython-3xx` package exports. */
interface RuntimeModule {
  readonly runtime: Runtime
  readonly version: string
  readonly magic: number
  readonly entry: string
}

/** `cp312` → `@exuvia/cpython-312`. */
export function embeddedPackage(runtime: Runtime): string {
  return `@exuvia/cpython-${runtime.slice(2)}`
}

/**
 * The embedded compiler of a runtime, as the project has installed it, else as Exuvia's
 * own installation has it; undefined where neither has it.
 * @throws outside error `toolchain-failed` where the package is there and broken
 */
export async function findEmbedded(
  runtime: Runtime,
  search: ToolchainSearch,
): Promise<Toolchain | undefined> {
  if (!EMBEDDED_RUNTIMES.includes(runtime)) return undefined
  const name = embeddedPackage(runtime)
  const file = resolveFrom(join(search.cwd, 'package.json'), name) ?? resolveFrom(import.meta.url, name)
  if (file === undefined) return undefined
  try {
    const module = (await import(pathToFileURL(file).href)) as RuntimeModule
    const build = await buildIdentity(module.entry)
    return {
      kind: 'embedded',
      runtime: module.runtime,
      version: module.version,
      magic: module.magic,
      identity: `embedded ${build}, CPython ${module.version}`,
      location: name,
      entry: module.entry,
    }
  } catch (cause) {
    throw outsideError('toolchain-failed', `${name} (${file}) cannot be loaded: ${messageOf(cause)}`, {
      cause,
      hint: `install it anew: npm install --save-dev ${name}`,
    })
  }
}

function resolveFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/** The exact npm package inside: `pyodide 0.26.4`. */
async function buildIdentity(entry: string): Promise<string> {
  const manifest = JSON.parse(await readFile(fileURLToPath(new URL('package.json', entry)), 'utf8')) as {
    readonly name: string
    readonly version: string
  }
  return `${manifest.name} ${manifest.version}`
}
