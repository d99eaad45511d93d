import path from 'node:path'
import { extractTarball } from '@exuvia/files'
import { findToolchains } from '@exuvia/compiler'

/** A Python of this machine and the tarball that fits it. */
export interface FittingInterpreter {
  readonly interpreter: string
  /** `CPython 3.12.1`. */
  readonly label: string
  /** Unpacks the tarball. @returns the application's folder */
  readonly unpack: (dist: string, folder: string) => Promise<string>
}

/** The first interpreter on this machine that fits one of the tarballs; undefined if none fits. */
export async function findInterpreter(
  tarballs: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<FittingInterpreter | undefined> {
  const { toolchains } = await findToolchains({ env, cwd })
  for (const { kind, runtime, version, location } of toolchains) {
    const tarball = tarballs.find((name) => name.endsWith(`-${runtime}-any.tar.gz`))
    if (kind !== 'native' || tarball === undefined) continue
    return {
      interpreter: location,
      label: `CPython ${version}`,
      async unpack(dist, folder) {
        await extractTarball(path.join(dist, tarball), folder)
        return path.join(folder, tarball.slice(0, -`-${runtime}-any.tar.gz`.length))
      },
    }
  }
  return undefined
}

/** The launcher's path once a tarball is unpacked. */
export function describeRun(tarball: string): string {
  return `${tarball.replace(/-cp\d+-any\.tar\.gz$/, '')}/bin/tidemark`
}
