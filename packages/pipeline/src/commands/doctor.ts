import { type Toolchain, defaultCacheFolder, findToolchains } from '@exuvia/compiler'
import { compareText } from '@exuvia/model'
import type { RunContext } from '../context.ts'

export interface DoctorReport {
  readonly node: string
  readonly toolchains: readonly Toolchain[]
  /** Interpreters that run releases for `cp313t` and compile none. */
  readonly freeThreaded: readonly Toolchain[]
  readonly cacheFolder: string
  /** Whether a token for publishing is set; never the token. */
  readonly token: boolean
  readonly apiUrl: string
}

/** Facts about this machine. */
export async function examine(context: RunContext): Promise<DoctorReport> {
  const { toolchains, freeThreaded } = await findToolchains({
    env: context.env,
    cwd: context.cwd,
    signal: context.signal,
  })
  return {
    node: process.versions.node,
    toolchains: inOrder(toolchains),
    freeThreaded: inOrder(freeThreaded),
    cacheFolder: defaultCacheFolder(context.env),
    token: (context.env['GITHUB_TOKEN'] ?? context.env['GH_TOKEN'] ?? '') !== '',
    apiUrl: context.env['GITHUB_API_URL'] ?? 'https://api.github.com',
  }
}

function inOrder(toolchains: readonly Toolchain[]): readonly Toolchain[] {
  return toolchains.toSorted((a, b) => compareText(order(a), order(b)))
}

/** cp39 before cp310: by the number, not the text. */
function order(toolchain: Toolchain): string {
  return `${toolchain.runtime.replace(/\d+/, (digits) => digits.slice(0, 1) + digits.slice(1).padStart(3, '0'))} ${toolchain.kind} ${toolchain.version} ${toolchain.location}`
}
