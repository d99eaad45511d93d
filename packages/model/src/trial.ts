import type { Finding } from './finding.ts'

/** What happened when a tarball ran, as the manifest records it. An untried one never counts as working. */
export type ReleaseTrial =
  | {
      readonly kind: 'not-tried'
      /** In words that are the same on every machine: no path, no time. */
      readonly reason: string
    }
  | {
      readonly kind: 'tried'
      /** The interpreter that ran it: one found on the machine, or CPython in WebAssembly. */
      readonly toolchain: 'native' | 'embedded'
      /** Exact Python version: `3.12.1`. */
      readonly version: string
      /** `off`: the system kept the code from every network. `open`: it could not. */
      readonly network: 'off' | 'open'
      /** Modules that were imported, entry points whose attribute was found among them. */
      readonly modules: number
      /** Commands that ran and ended as expected. */
      readonly commands: number
      /** What failed in the tarball and from source, so that the tarball may not be the cause. Sorted. */
      readonly unknown: readonly string[]
    }

/** A trial with all that it found; errors are what fails in the tarball and works from source. */
export interface Trial {
  readonly result: ReleaseTrial
  readonly findings: readonly Finding[]
}
