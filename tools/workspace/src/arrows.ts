/** The lowest layer: any package may import it. `deflate` itself imports nothing. */
const GROUND = [
  '@exuvia/deflate',
  '@exuvia/files',
  '@exuvia/model',
  '@exuvia/network',
  '@exuvia/packaging',
] as const

/**
 * The direct `dependencies` that each package may declare. `turbo boundaries` proves that
 * a package imports only what it declares, and checks whole chains. This table lists the
 * single steps: an app uses the pipeline, and a stage uses no other stage. Any package
 * may use the lowest layer.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  exuvia: ['@exuvia/pipeline', ...GROUND],
  '@exuvia/action': ['@exuvia/pipeline', ...GROUND],
  '@exuvia/pipeline': [
    '@exuvia/archiver',
    '@exuvia/bytecode',
    '@exuvia/compiler',
    '@exuvia/launcher',
    '@exuvia/leaks',
    '@exuvia/manifest',
    '@exuvia/notes',
    '@exuvia/notices',
    '@exuvia/policy',
    '@exuvia/project',
    '@exuvia/provenance',
    '@exuvia/publisher',
    '@exuvia/registry',
    ...GROUND,
  ],
  '@exuvia/compiler': ['@exuvia/bytecode', ...GROUND],
  '@exuvia/manifest': ['@exuvia/bytecode', ...GROUND],
  '@exuvia/archiver': GROUND,
  '@exuvia/bytecode': GROUND,
  '@exuvia/launcher': GROUND,
  '@exuvia/leaks': GROUND,
  '@exuvia/notes': GROUND,
  '@exuvia/notices': GROUND,
  '@exuvia/policy': GROUND,
  '@exuvia/project': GROUND,
  '@exuvia/provenance': GROUND,
  '@exuvia/publisher': GROUND,
  '@exuvia/registry': GROUND,
  '@exuvia/files': ['@exuvia/model'],
  '@exuvia/network': ['@exuvia/model'],
  '@exuvia/packaging': ['@exuvia/model'],
  '@exuvia/deflate': [],
  '@exuvia/model': [],
}

/** The part of a package.json that this check reads. */
export interface PackageManifest {
  readonly name: string
  /** A tool of the workspace; tests of any package may use it. */
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  /** What a bundle contains is declared here too. */
  readonly devDependencies?: Readonly<Record<string, string>>
}

/**
 * Names every dependency between packages of this workspace that the table lacks.
 * Packages outside of the table (runtimes, tools, benchmarks) may name any.
 */
export function wrongArrows(packages: readonly PackageManifest[]): string[] {
  const own = new Set(packages.map((item) => item.name))
  const tools = new Set(packages.filter((item) => item.private === true).map((item) => item.name))
  return packages.flatMap((item) => {
    const allowed = ARROWS[item.name]
    if (allowed === undefined) return []
    const tested = Object.keys(item.devDependencies ?? {}).filter((name) => !tools.has(name))
    return [...Object.keys(item.dependencies ?? {}), ...tested]
      .filter((name) => own.has(name) && !allowed.includes(name))
      .map((name) => `${item.name} → ${name}`)
  })
}
