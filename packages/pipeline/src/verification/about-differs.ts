import type {
  BytecodeInfo,
  CompilerInfo,
  ReleaseArtifact,
  ReleaseManifest,
  TarballManifest,
} from '@exuvia/model'

/** Returns the first field in which a tarball's EXUVIA.json contradicts the manifest; undefined if none does. */
export function aboutDiffers(
  about: TarballManifest,
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
  return pairs.find(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))?.[0]
}

/** Tarballs do not record whether the compiler was native or embedded, because both make the same bytes. */
function withoutToolchain(compiler: CompilerInfo | undefined): BytecodeInfo | undefined {
  if (compiler === undefined) return undefined
  const { toolchain: _, ...info } = compiler
  return info
}
