import type {
  BytecodeInfo,
  CompilerInfo,
  DecisionSummary,
  ReleaseArtifact,
  ReleaseManifest,
  TarballManifest,
  Uncommitted,
} from '@exuvia/model'

/**
 * Returns the first field in which a tarball's EXUVIA.json contradicts the manifest; undefined if none does.
 * @param sha256 of the EXUVIA.json
 */
export function aboutDiffers(
  about: TarballManifest,
  sha256: string,
  manifest: ReleaseManifest,
  artifact: ReleaseArtifact,
): string | undefined {
  const twin = manifest.artifacts.find(({ kind }) => kind === 'source')
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['name', about.name, manifest.name],
    ['version', about.version, manifest.version],
    ['commit', about.commit, manifest.commit],
    ['sourceDate', about.sourceDate, manifest.sourceDate],
    ['kind', about.kind, artifact.kind],
    ['target', about.target, artifact.target],
    ['compiler', about.compiler, withoutToolchain(artifact.compiler)],
    ['files', about.files, artifact.files],
    [
      'sourceTwin',
      about.sourceTwin,
      twin === undefined || artifact.kind === 'source'
        ? undefined
        : { file: twin.file, sha256: twin.sha256, size: twin.size },
    ],
  ]
  // The same schemas read both, so their keys are in the same order.
  const field = pairs.find(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))?.[0]
  if (field !== undefined) return field
  if (!isJoined(about.uncommitted, manifest.uncommitted)) return 'uncommitted'
  return isPolicyOf(about.policy, sha256, manifest, artifact) ? undefined : 'policy'
}

/**
 * Whether the manifest has what a tarball says of its commit. Each machine of a release says its own; the manifest
 * has the files of all, and allows them only if each machine does.
 */
function isJoined(own: Uncommitted | undefined, all: Uncommitted | undefined): boolean {
  if (own === undefined) return true
  if (all === undefined || own.files.some((file) => !all.files.includes(file))) return false
  return all.allowed === undefined || (own.allowed !== undefined && all.allowed.includes(own.allowed))
}

/**
 * The manifest has the decisions of the whole release, and of one tarball the digest of its
 * EXUVIA.json: with all other fields the same, another digest is another policy. A manifest
 * without the digest shows only that the decisions are some of the release's.
 */
function isPolicyOf(
  policy: readonly DecisionSummary[],
  sha256: string,
  { decisions }: ReleaseManifest,
  { tarballManifest }: ReleaseArtifact,
): boolean {
  if (tarballManifest !== undefined) return sha256 === tarballManifest
  return policy.every((one) =>
    decisions.some(
      ({ ship, rule, reason, files }) =>
        ship === one.ship && rule === one.rule && reason === one.reason && one.files <= files,
    ),
  )
}

/** Tarballs do not record whether the compiler was native or embedded, because both make the same bytes. */
function withoutToolchain(compiler: CompilerInfo | undefined): BytecodeInfo | undefined {
  if (compiler === undefined) return undefined
  const { toolchain: _, ...info } = compiler
  return info
}
