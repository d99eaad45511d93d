import { existsSync } from 'node:fs'
import path from 'node:path'
import { archiveKind } from '@exuvia/files'
import { ExuviaError, usageError } from '@exuvia/model'
import { findCommit } from '@exuvia/project'
import type { Shipping } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { readSoftware } from '../page/read-software.ts'
import {
  explainUnreadable,
  readManifestFile,
  readReleaseFolder,
  refusePart,
  statFile,
} from '../release/folder.ts'
import type { ProjectOptions } from '../stages/project.ts'
import { findAbout } from '../trial/read-tarball.ts'
import { releaseNamed } from '../verification/release-name.ts'
import { shippingOfCommit, unread, writeCommitted } from './commit-side.ts'
import { shippingOfProject } from './project-side.ts'
import { shippingOfPublished } from './published-side.ts'
import { shippingOfManifest, shippingOfTarball } from './release-side.ts'

/** Where a side is looked for. */
export interface SidePlace {
  /** Of the project whose files a configuration is about. */
  readonly options: ProjectOptions
  /** Absolute path of that project. */
  readonly root: string
  /** An empty folder for this side. */
  readonly scratch: string
}

/**
 * Reads one side of a comparison: a project or its configuration, a commit, a configuration of a commit
 * (`HEAD~1:pyproject.toml`), a manifest, a release folder, a tarball, or a release on GitHub. An existing path takes
 * precedence, then a release, then a commit.
 * @throws usage errors `policy-side-unknown`, `policy-side-unread`; as the readers of each form
 */
export async function readSide(side: string, place: SidePlace, context: RunContext): Promise<Shipping> {
  const full = path.resolve(context.cwd, side)
  if (side !== '' && existsSync(full)) return onDisk(side, full, place, context)
  const release = releaseNamed(side)
  if (release !== undefined) return shippingOfPublished(side, release, place.scratch, context)
  const { commit, reason } = await findCommit(place.root, side, context)
  if (commit !== undefined) return known(side, () => shippingOfCommit(side, commit, place, context))
  const [, revision, file] = /^([^:]+):(?:\.\/)?(.+\.toml)$/.exec(side) ?? []
  if (revision !== undefined && file !== undefined) {
    const config = await writeCommitted(side, { revision, file }, place, context)
    if (config !== undefined)
      return known(side, () => shippingOfProject({ ...place.options, config }, context))
  }
  throw usageError('policy-side-unknown', { side, reason: reason === undefined ? '' : ` (git: ${reason})` })
}

async function onDisk(side: string, full: string, place: SidePlace, context: RunContext): Promise<Shipping> {
  const { isFolder } = await statFile(full)
  refusePart(full)
  if (isFolder) {
    const release = await readReleaseFolder(full)
    if (release !== undefined)
      return shippingOfManifest(release.manifest, await readSoftware(release.folder, release.manifest))
    return known(side, () => shippingOfProject({ ...place.options, project: full }, context))
  }
  if (full.endsWith('.toml'))
    return known(side, () => shippingOfProject({ ...place.options, config: full }, context))
  if (full.endsWith('.json')) {
    const manifest = await readManifestFile(full)
    return shippingOfManifest(manifest, await readSoftware(path.dirname(full), manifest))
  }
  const kind = await archiveKind(full).catch((error: unknown) => {
    throw explainUnreadable(error, full)
  })
  const about = kind === undefined ? undefined : await findAbout(full)
  if (about === undefined) throw unread(side, 'it has no EXUVIA.json', 'name a release that Exuvia built')
  return shippingOfTarball(about)
}

/** Names the side in an error of reading a project, because there are two. */
async function known(side: string, read: () => Promise<Shipping>): Promise<Shipping> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind !== 'usage' || error.code.startsWith('policy-side'))
      throw error
    // A message may be a list below a line with a colon.
    const reason = error.message.replaceAll(/:\n\s*/g, ': ').replaceAll(/\n\s*/g, '; ')
    throw unread(side, reason, error.hint)
  }
}
