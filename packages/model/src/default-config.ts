import type { Config } from './config.ts'

/** The settings of a project without a config: what an empty `[tool.exuvia]` means. */
export const DEFAULT_CONFIG: Config = {
  file: undefined,
  targets: [],
  project: { build: 'auto', wheel: [], sources: [], exclude: [], include: [], scripts: [] },
  dependencies: {
    wheelhouse: [],
    lock: { kind: 'auto' },
    extras: [],
    groups: undefined,
    build: [],
    scripts: [],
    provided: [],
  },
  licenses: {},
  accept: [],
  compile: {
    optimize: 0,
    docstrings: undefined,
    invalidation: 'unchecked-hash',
    normalise: true,
    debug: 'lines',
    toolchain: 'auto',
    toolchains: {},
  },
  policy: { preset: 'source-free', rules: [], default: 'bytecode', sourceTwin: 'auto', licenseSets: {} },
  pack: { out: 'dist', formats: ['tar.gz'], level: 9 },
  budget: { limits: [] },
  launch: { lazyImports: false },
  try: { timeout: 60, commands: [] },
  report: { html: false },
  publish: {
    repository: undefined,
    tag: 'v{version}',
    title: undefined,
    draft: false,
    prerelease: undefined,
    latest: undefined,
    notes: undefined,
    provenance: false,
  },
}
