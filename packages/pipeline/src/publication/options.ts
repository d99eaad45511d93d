import path from 'node:path'
import type { Config, ReleaseManifest } from '@exuvia/model'
import { loadConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'

export interface PublishPathsOptions {
  /** Folders with a release, manifests, and any other files or folders that shall go along. */
  readonly paths: readonly string[]
  /** The project whose config holds; default: the context's `cwd`. */
  readonly project?: string | undefined
  readonly config?: string | undefined
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  /** Default: the config's, with the manifest's version. */
  readonly tag?: string | undefined
  readonly draft?: boolean | undefined
  readonly prerelease?: boolean | undefined
  readonly latest?: 'true' | 'false' | 'legacy' | undefined
  /**
   * Where the notes come from: `changelog`, `changelog:FILE`, `changesets`, `generated`, or a file
   * relative to the context's `cwd`; default: the config's.
   */
  readonly notes?: string | undefined
  readonly replace?: boolean | undefined
  /** Say how the release was built, signed where a workflow can have it signed; default: the config's. */
  readonly provenance?: boolean | undefined
}

/** The folder that the config lies in, and that its paths are relative to. */
export function projectRoot(options: PublishPathsOptions, context: RunContext): string {
  return path.resolve(context.cwd, options.project ?? '.')
}

export function configOf(options: PublishPathsOptions, context: RunContext): Promise<Config> {
  const file = options.config === undefined ? undefined : path.resolve(context.cwd, options.config)
  return loadConfig(projectRoot(options, context), file)
}

/** A release: its whole manifest, or before the build what is known by then. */
export type About = ReleaseManifest | Pick<ReleaseManifest, 'name' | 'version' | 'commit'>
