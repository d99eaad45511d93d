import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Runtime, messageOf, outsideError } from '@exuvia/model'
import { EMBEDDED_RUNTIMES, embeddedPackage } from './embedded-runtimes.ts'
import type { Toolchain, ToolchainSearch } from './toolchain.ts'

/** The `exuvia` field in the package.json of a `@exuvia/cpython-3xx`. */
interface Facts {
  readonly runtime: Runtime
  readonly version: string
  readonly magic: number
  /** The name under which the package depends on CPython's WebAssembly build. */
  readonly build: string
}

/**
 * Finds the embedded compiler of a runtime in the project's installation, else in Exuvia's
 * own; undefined if neither has it. Reads only its package.json and runs none of its code.
 * @throws outside error `toolchain-failed` if the package exists but is broken
 */
export async function findEmbedded(
  runtime: Runtime,
  search: ToolchainSearch,
): Promise<Toolchain | undefined> {
  if (!EMBEDDED_RUNTIMES.includes(runtime)) return undefined
  const name = embeddedPackage(runtime)
  const wanted = `${name}/package.json`
  const file = resolveFrom(join(search.cwd, 'package.json'), wanted) ?? resolveFrom(import.meta.url, wanted)
  if (file === undefined) return undefined
  try {
    const facts = await readFacts(file, runtime)
    const folder = dirname(createRequire(file).resolve(`${facts.build}/package.json`))
    return {
      kind: 'embedded',
      runtime,
      version: facts.version,
      magic: facts.magic,
      identity: `embedded ${await buildIdentity(folder)}, CPython ${facts.version}`,
      location: name,
      entry: pathToFileURL(join(folder, '/')).href,
    }
  } catch (cause) {
    throw outsideError(
      'toolchain-failed',
      {
        compiler: `${name} (${file})`,
        reason: messageOf(cause),
        command: `: npm install --save-dev ${name}`,
      },
      { cause },
    )
  }
}

async function readFacts(file: string, runtime: Runtime): Promise<Facts> {
  const { exuvia } = JSON.parse(await readFile(file, 'utf8')) as { readonly exuvia?: Partial<Facts> }
  const { version, magic, build } = exuvia ?? {}
  if (exuvia?.runtime !== runtime || typeof version !== 'string' || typeof build !== 'string') {
    throw new Error(`its package.json does not describe a compiler for ${runtime}`)
  }
  if (!Number.isInteger(magic)) throw new Error('its package.json has no magic number')
  return { runtime, version, magic: Number(magic), build }
}

function resolveFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

/** The exact npm package inside: `pyodide 0.26.4`. */
async function buildIdentity(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly version: string
  }
  return `${manifest.name} ${manifest.version}`
}
