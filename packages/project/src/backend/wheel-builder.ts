import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { extractTarball, sha256OfFile } from '@exuvia/files'
import { compareText, outsideError, refusal } from '@exuvia/model'
import type { BuildSource, WheelBuilder } from '../lock/wheel-builder.ts'
import { EPOCH } from './build-environment.ts'
import { copyBuildTree, digestBuildTree, listBuildTree } from './build-tree.ts'
import { buildFrom } from './build-wheel.ts'
import { checkOut } from './check-out.ts'
import { builtFolder, rememberedWheels } from './kept-wheels.ts'

export interface WheelBuilderOptions {
  /** The cache folder, absolute. */
  readonly cache: string
  readonly env: NodeJS.ProcessEnv
  readonly mayBuild: boolean
  readonly offline: boolean
  readonly pythonFor: (runtime: string) => Promise<string | undefined>
  /** Called before a build, which may take long. */
  readonly onBuild: (what: string) => void
  readonly signal?: AbortSignal | undefined
}

/** Bytes of a source archive, unpacked; the largest that are published have about a tenth of it. */
const SOURCE_LIMITS = { bytes: 8 * 2 ** 30 }

/**
 * Builds wheels into the cache: by the digest of the source, the interpreter and the platform. A pure wheel serves
 * every interpreter and platform.
 */
export function createWheelBuilder(options: WheelBuilderOptions): WheelBuilder {
  const { cache, env, signal, offline } = options
  const machine = `${process.platform}-${process.arch}`
  return {
    mayBuild: options.mayBuild,
    pythonFor: options.pythonFor,
    async known(source) {
      const folder = builtFolder(cache, await identityOf(source))
      const found: string[] = []
      for (const name of (await readdir(folder).catch(() => [])).sort(compareText)) {
        const wheels = await rememberedWheels(join(folder, name))
        for (const path of wheels)
          if (name.endsWith(`-${machine}`) || path.endsWith('-none-any.whl')) found.push(path)
      }
      return [...new Map(found.map((path) => [basename(path), path])).values()]
    },
    async build(source, archive, python) {
      if (offline && source.from.kind === 'git') {
        throw outsideError('wheel-offline', { lock: 'the lock', files: [source.what] })
      }
      options.onBuild(source.what)
      const interpreter = python === undefined ? 'default' : await nameOf(python)
      const into = join(builtFolder(cache, await identityOf(source)), `${interpreter}-${machine}`)
      const place = async (to: string): Promise<string> => {
        const whole = await placeSource(source, archive, to)
        return source.subdirectory === undefined ? whole : join(whole, source.subdirectory)
      }
      const { what } = source
      const asked = { env, what, python, signal, sourceDate: EPOCH, reasons: ['no wheel of it fits'] }
      return (await buildFrom(place, into, asked)).path
    },
  }

  async function placeSource(source: BuildSource, archive: string | undefined, to: string): Promise<string> {
    const { from } = source
    if (from.kind === 'git') return checkOut(from.repository, from.commit, to, { env, signal })
    if (from.kind === 'folder') {
      return copyBuildTree(await listBuildTree(from.path, [], { env, signal }), to, signal)
    }
    await extractTarball(archive ?? from.file.path ?? '', to, SOURCE_LIMITS)
    // A source distribution has one folder; an archive of a repository too.
    const names = await readdir(to)
    const [only] = names
    if (names.length === 1 && only !== undefined) return join(to, only)
    return to
  }

  /** What makes a source the same: a digest of its bytes, or its commit. */
  async function identityOf({ from, subdirectory }: BuildSource): Promise<unknown> {
    const inside = subdirectory ?? null
    if (from.kind === 'git') return ['git', from.commit, inside]
    if (from.kind === 'folder') {
      return [
        'folder',
        await digestBuildTree(await listBuildTree(from.path, [], { env, signal }), signal),
        inside,
      ]
    }
    const { hashes, path, filename } = from.file
    const [known] = Object.entries(hashes).toSorted(([a], [b]) => compareText(a, b))
    if (known !== undefined) return ['archive', known, inside]
    if (path === undefined)
      throw refusal('wheel-digest', { file: filename, lock: 'the lock', expected: 'a digest', found: 'none' })
    return ['archive', ['sha256', await sha256OfFile(path)], inside]
  }
}

/** An interpreter's real path tells its version: `python3.12`; its digest would cost more and say less. */
async function nameOf(python: string): Promise<string> {
  const real = await realpath(python).catch(() => python)
  return real.replaceAll(/[^\w.]+/g, '_').slice(-80)
}
