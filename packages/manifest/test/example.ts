import type {
  BytecodeKinds,
  CompilerInfo,
  ManifestFile,
  ReleaseArtifact,
  ReleaseManifest,
  ReleasePart,
  ReleaseSoftware,
  StartMeasurements,
  StartOfArtifact,
  TarballManifest,
} from '@exuvia/model'

export const COMPILER: CompilerInfo = {
  runtime: 'cp312',
  toolchain: 'embedded',
  version: '3.12.1',
  magic: 3531,
  optimize: 0,
  debug: 'lines',
  normalForm: 1,
}

/** A digest that is right in form. */
export function digest(character: string): string {
  return character.repeat(64)
}

export function file(path: string, more: Partial<ManifestFile> = {}): ManifestFile {
  return { path, size: 100, sha256: digest('a'), mode: '0644', ...more }
}

/** Kinds that add up to 98 000 bytes. */
export const KINDS: BytecodeKinds = {
  code: 20_000,
  caches: 18_000,
  names: 9000,
  strings: 8000,
  docstrings: 10_000,
  constants: 3000,
  lineTables: 12_000,
  exceptionTables: 400,
  fileNames: 0,
  framing: 17_600,
  unread: 0,
}

export function artifact(target: string, more: Partial<ReleaseArtifact> = {}): ReleaseArtifact {
  return {
    kind: 'application',
    file: `tidemark-1.2.0-${target}.tar.gz`,
    target,
    size: 41_234,
    sha256: digest('1'),
    sizes: { source: 120_000, bytecode: 98_000, unpacked: 150_000, compressed: 41_234, kinds: KINDS },
    compiler: COMPILER,
    files: [
      file('bin/tidemark', { mode: '0755' }),
      file('lib/tidemark/cli.pyc', {
        size: 98_000,
        sourceSize: 120_000,
        ship: 'bytecode',
        distribution: 'Tidemark',
      }),
      file('lib/tidemark/latest', { link: 'cli.pyc', ship: 'data', distribution: 'Tidemark' }),
    ],
    ...more,
  }
}

export const TWIN: ReleaseArtifact = {
  kind: 'source',
  file: 'tidemark-1.2.0-source.tar.gz',
  size: 9000,
  sha256: digest('2'),
  sizes: { source: 30_000, bytecode: 0, unpacked: 31_000, compressed: 9000 },
  files: [file('tidemark-1.2.0/lib/tidemark/cli.py', { ship: 'source', distribution: 'Tidemark' })],
}

export const MANIFEST: ReleaseManifest = {
  schema: 'exuvia.manifest/1',
  name: 'Tidemark',
  version: '1.2.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
  sourceDate: 1_700_000_000,
  compilers: [COMPILER],
  decisions: [
    {
      ship: 'source',
      rule: 'policy.rules[0]',
      reason: 'customers write their own plugins after these',
      files: 3,
    },
    { ship: 'bytecode', rule: 'preset source-free', reason: 'bytecode without its source', files: 41 },
  ],
  artifacts: [artifact('cp312-any'), TWIN],
}

export const TARBALL: TarballManifest = {
  schema: 'exuvia.tarball/1',
  name: 'Tidemark',
  version: '1.2.0',
  kind: 'application',
  target: 'cp312-any',
  commit: '0123456789abcdef0123456789abcdef01234567',
  sourceDate: 1_700_000_000,
  compiler: {
    runtime: 'cp312',
    version: '3.12.1',
    magic: 3531,
    optimize: 0,
    debug: 'lines',
    normalForm: 1,
  },
  policy: MANIFEST.decisions,
  sourceTwin: { file: TWIN.file, sha256: TWIN.sha256, size: TWIN.size },
  files: artifact('cp312-any').files,
}

export const SOFTWARE: ReleaseSoftware = {
  name: 'tidemark',
  version: '1.2.0',
  license: {
    expression: 'MIT',
    source: 'license-text',
    texts: [{ path: 'LICENSES/tidemark/LICENSE', licenses: ['MIT'] }],
  },
  targets: ['cp311-any', 'cp312-any'],
  requires: ['gull'],
}

export const PART: ReleasePart = {
  schema: 'exuvia.part/1',
  exuvia: '0.1.0',
  config: { 'compile.optimize': '1', 'targets[0]': '"cp312-any"' },
  distributions: [{ id: 'tidemark==1.2.0', plan: digest('3'), contents: digest('4'), software: SOFTWARE }],
  artifacts: [
    { file: 'tidemark-1.2.0-cp311-any.tar.gz', target: 'cp311-any' },
    { file: 'tidemark-1.2.0-cp312-any.tar.gz', target: 'cp312-any' },
    { file: TWIN.file },
  ],
  decisions: MANIFEST.decisions,
  manifest: MANIFEST,
}

/** Start-up times, of a machine whose processor has a hostile name. */
export const TIMES: StartOfArtifact = {
  file: 'tidemark-1.2.0-cp312-any.tar.gz',
  sha256: digest('1'),
  target: 'cp312-any',
  machine: { system: 'linux x64', processor: '<script>EPYC', cores: 2 },
  python: '3.12.1',
  network: 'off',
  runs: 15,
  commands: [
    {
      command: 'tidemark --help',
      empty: { median: 18.04, lower: 17.5, upper: 19 },
      forms: [
        { form: 'source-cold', kind: 'measured', median: 118.16, lower: 115, upper: 123.42 },
        { form: 'source-warm', kind: 'measured', median: 61, lower: 60, upper: 62 },
        { form: 'bytecode', kind: 'not-measured', reason: 'exit code 1: no source' },
        { form: 'release', kind: 'measured', median: 63.2, lower: 62, upper: 66 },
      ],
    },
  ],
}
export const START: StartMeasurements = {
  schema: 'exuvia.start/1',
  name: 'Tidemark',
  version: '1.2.0',
  artifacts: [TIMES],
}
