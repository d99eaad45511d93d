/**
 * What each package may name in its `dependencies`, in one step. `turbo boundaries`
 * proves that a package imports only what it declares, and judges whole chains; this
 * table holds the single arrows: an app goes through the pipeline, and a stage knows
 * no other stage.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  exuvia: ['@exuvia/model', '@exuvia/pipeline'],
  '@exuvia/action': ['@exuvia/model', '@exuvia/pipeline'],
  '@exuvia/pipeline': [
    '@exuvia/archiver',
    '@exuvia/bytecode',
    '@exuvia/compiler',
    '@exuvia/launcher',
    '@exuvia/manifest',
    '@exuvia/model',
    '@exuvia/notes',
    '@exuvia/policy',
    '@exuvia/project',
    '@exuvia/provenance',
    '@exuvia/publisher',
  ],
  '@exuvia/compiler': ['@exuvia/bytecode', '@exuvia/model'],
  '@exuvia/manifest': ['@exuvia/bytecode', '@exuvia/model'],
  '@exuvia/archiver': ['@exuvia/model'],
  '@exuvia/bytecode': ['@exuvia/model'],
  '@exuvia/launcher': ['@exuvia/model'],
  '@exuvia/notes': ['@exuvia/model'],
  '@exuvia/policy': ['@exuvia/model'],
  '@exuvia/project': ['@exuvia/model'],
  '@exuvia/provenance': ['@exuvia/model'],
  '@exuvia/publisher': ['@exuvia/model'],
  '@exuvia/model': [],
}

/** The part of a package.json that this check reads. */
export interface PackageManifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * Names every dependency between packages of this workspace that the table lacks.
 * Packages outside of the table (runtimes, tools, benchmarks) may name any.
 */
export function wrongArrows(packages: readonly PackageManifest[]): string[] {
  const own = new Set(packages.map((item) => item.name))
  return packages.flatMap((item) => {
    const allowed = ARROWS[item.name]
    if (allowed === undefined) return []
    return Object.keys(item.dependencies ?? {})
      .filter((name) => own.has(name) && !allowed.includes(name))
      .map((name) => `${item.name} → ${name}`)
  })
}
