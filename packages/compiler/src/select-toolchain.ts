import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ExuviaError, type Runtime, outsideError, pathFolders, usageError } from '@exuvia/model'
import { parseRuntime, pythonTag, runtimeInWords, runtimeVersion } from '@exuvia/packaging'
import { interpreterNames, nativeCandidates } from './candidates.ts'
import { EMBEDDED_RUNTIMES, embeddedPackage } from './embedded-runtimes.ts'
import { findEmbedded } from './embedded-toolchains.ts'
import { isUsable } from './find-toolchains.ts'
import { probeInterpreter } from './probe.ts'
import type { Toolchain, ToolchainSearch } from './toolchain.ts'

/** A toolchain, and in words why `auto` did not choose a native one. */
export interface SelectedToolchain {
  readonly toolchain: Toolchain
  readonly fallback?: string
}

/**
 * Selects the toolchain for a runtime. Asks only the candidates before it. A free-threaded CPython loads the bytecode
 * of its version, so the compilers of `cp313` serve `cp313t` too.
 * @param preference `auto` (native where found, else embedded), `native`, `embedded`, or an
 *   interpreter's path or command
 * @throws usage error if the runtime is invalid or the path is not an interpreter for it
 * @throws outside error `toolchain-not-found` with a command that installs one
 */
export async function selectToolchain(
  runtime: Runtime,
  preference: string,
  search: ToolchainSearch,
): Promise<SelectedToolchain> {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') {
    throw usageError('runtime-unknown', { runtime })
  }
  const { toolchain, fallback } = await selectFor(pythonTag(runtime), preference, search)
  const ofRuntime = { ...toolchain, runtime }
  return fallback === undefined ? { toolchain: ofRuntime } : { toolchain: ofRuntime, fallback }
}

/** @param runtime no free-threaded one */
async function selectFor(
  runtime: Runtime,
  preference: string,
  search: ToolchainSearch,
): Promise<SelectedToolchain> {
  if (preference === 'embedded') return { toolchain: await needEmbedded(runtime, search) }
  if (preference !== 'auto' && preference !== 'native') {
    return { toolchain: await interpreterAt(preference, runtime, search) }
  }
  const rejected: string[] = []
  for (const { path } of await nativeCandidates(search, runtime)) {
    const probe = await probeInterpreter(path, search.env, search.signal)
    if (isUsable(probe) && probe.toolchain.runtime === runtime) return { toolchain: probe.toolchain }
    if (probe.kind === 'other') rejected.push(`${path} ${probe.reason}`)
    else if (probe.freeThreaded && pythonTag(probe.toolchain.runtime) === runtime) {
      rejected.push(`${path} is free-threaded, and Exuvia uses such only by path`)
    }
  }
  const parts = parseRuntime(runtime)
  const names = parts === undefined ? '' : interpreterNames(parts).join(', ')
  const missing = `no ${runtimeInWords(runtime)} on PATH (${names}), in pyenv, uv's folder or the Actions tool cache`
  const reason = [missing, ...rejected].join('; ')
  if (preference === 'native') throw notFound(runtime, reason)
  const embedded = await findEmbedded(runtime, search)
  if (embedded === undefined) {
    throw notFound(
      runtime,
      EMBEDDED_RUNTIMES.includes(runtime)
        ? `${reason}; ${embeddedPackage(runtime)} is not installed either`
        : reason,
    )
  }
  return { toolchain: embedded, fallback: reason }
}

async function needEmbedded(runtime: Runtime, search: ToolchainSearch): Promise<Toolchain> {
  const found = await findEmbedded(runtime, search)
  if (found !== undefined) return found
  if (!EMBEDDED_RUNTIMES.includes(runtime)) {
    throw usageError('no-embedded-compiler', {
      runtime: runtimeInWords(runtime),
      available: EMBEDDED_RUNTIMES,
    })
  }
  throw outsideError('toolchain-not-found', {
    runtime: runtimeInWords(runtime),
    reason: `the embedded one, ${embeddedPackage(runtime)}, is not installed`,
    commands: [`npm install --save-dev ${embeddedPackage(runtime)}`],
  })
}

function notFound(runtime: Runtime, reason: string): ExuviaError {
  const commands = [
    ...(EMBEDDED_RUNTIMES.includes(runtime) ? [`npm install --save-dev ${embeddedPackage(runtime)}`] : []),
    runtime.startsWith('pp')
      ? `uv python install pypy@${runtimeVersion(runtime)}`
      : `uv python install ${runtimeVersion(runtime)}`,
  ]
  return outsideError('toolchain-not-found', { runtime: runtimeInWords(runtime), reason, commands })
}

async function interpreterAt(asked: string, runtime: Runtime, search: ToolchainSearch): Promise<Toolchain> {
  const path = await locate(asked, runtime, search)
  const probe = await probeInterpreter(path, search.env, search.signal)
  if (probe.kind === 'other') {
    throw usageError('not-an-interpreter', {
      asked,
      runtime: runtimeInWords(runtime),
      reason: `${path} ${probe.reason}`,
    })
  }
  // A free-threaded build writes its version's bytecode, so by path it also serves the ordinary runtime.
  if (pythonTag(probe.toolchain.runtime) !== runtime) {
    const { runtime: found, version } = probe.toolchain
    throw usageError('wrong-interpreter', {
      asked,
      found: `${runtimeInWords(found)} (${version})`,
      expected: runtimeInWords(runtime),
    })
  }
  return { ...probe.toolchain, runtime }
}

/** A path with a separator is relative to the project; a bare name is a command on PATH, as in a shell. */
export async function locate(asked: string, runtime: Runtime, search: ToolchainSearch): Promise<string> {
  const isPath = /[\\/]/.test(asked)
  const here = resolve(search.cwd, asked)
  const places = isPath ? [here] : pathFolders(search.env).map((folder) => join(folder, asked))
  for (const path of places) {
    const info = await stat(path).catch(() => undefined)
    if (info?.isFile()) return path
    if (info?.isDirectory() && isPath) {
      throw usageError('not-an-interpreter', {
        asked,
        runtime: runtimeInWords(runtime),
        reason: `${path} is a folder; name the interpreter inside it, such as ${join(asked, 'bin', 'python')}`,
      })
    }
  }
  throw usageError('not-an-interpreter', {
    asked,
    runtime: runtimeInWords(runtime),
    reason: isPath ? `no such file (${here})` : 'no such command on PATH',
  })
}
