import type { ReleaseManifest } from '@exuvia/model'
import type { ConfigOptions, ProjectConfig } from '../config/index.ts'

export interface PublishPathsOptions extends ConfigOptions {
  /** Folders with a release, manifests, and any other files or folders to publish. */
  readonly paths: readonly string[]
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  /** Default: the config's, with the manifest's version. */
  readonly tag?: string | undefined
  /** Default: the config's; else a draft's own, or the name and the version. */
  readonly title?: string | undefined
  readonly draft?: boolean | undefined
  readonly prerelease?: boolean | undefined
  readonly latest?: 'true' | 'false' | 'legacy' | undefined
  /**
   * The source of the notes: `changelog`, `changelog:FILE`, `changesets`, `generated`, or a file
   * relative to the context's `cwd`; default: the config's.
   */
  readonly notes?: string | undefined
  /** Put the notes after a text that the release has already. */
  readonly appendNotes?: boolean | undefined
  /** The category of a discussion that GitHub starts when the release becomes public. */
  readonly discussion?: string | undefined
  readonly replace?: boolean | undefined
  /** Publish provenance, signed if the workflow can sign; default: the config's. */
  readonly provenance?: boolean | undefined
}

/** A call to publish, and the project's config, read once. */
export interface PublishRequest {
  readonly options: PublishPathsOptions
  readonly project: ProjectConfig
}

/** The call, with the tag's name where it is a ref: `refs/tags/v3`, as in `github.ref`. */
export function requestOf(options: PublishPathsOptions, project: ProjectConfig): PublishRequest {
  return { options: { ...options, tag: options.tag?.replace(/^refs\/tags\//, '') }, project }
}

/** A release: its whole manifest, or the known part of it before the build. */
export type About = ReleaseManifest | Pick<ReleaseManifest, 'name' | 'version' | 'commit'>
