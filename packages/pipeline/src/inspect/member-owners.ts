import path from 'node:path'
import type { TarballManifest } from '@exuvia/model'
import { metadataLimit, metadataText, normalizeName, tarballManifestLimit } from '@exuvia/packaging'
import { ownerOf } from '@exuvia/policy'
import { throwIfStopped, type RunContext } from '../context.ts'
import { describesArchive, foreignContext, isTarballManifest } from '../foreign/context.ts'
import type { ArchiveSource } from './describe-archive.ts'
import { readMember } from './members.ts'

/** A distribution in an archive. */
export interface Owner {
  /** In its own spelling. */
  readonly name: string
  /** Undefined if the archive does not say it. */
  readonly version?: string | undefined
}

/** What an archive says about its files. */
export interface Owners {
  /** The distribution of a file, by the file's path in the archive; undefined if nothing says it. */
  readonly of: (member: string) => Owner | undefined
  /** EXUVIA.json, if the archive has one. */
  readonly manifest: TarballManifest | undefined
}

/**
 * Reads which distribution each file of an archive or folder belongs to: from EXUVIA.json, or from the RECORD of each
 * distribution. A wheel is one distribution. Reads the archive once.
 * @throws refusal `metadata-too-large` and what reading EXUVIA.json throws
 */
export async function readOwners(name: string, source: ArchiveSource, context: RunContext): Promise<Owners> {
  const texts = new Map<string, string>()
  for await (const member of source.open()) {
    throwIfStopped(context)
    if (member.isLink || !describesArchive(member.path)) continue
    const isManifest = isTarballManifest(member.path) && source.packed !== undefined
    const most = isManifest ? tarballManifestLimit(source.packed) : metadataLimit(member.path)
    const bytes = await readMember(member, most)
    // What is too large for a description describes nothing: its files have no known distribution.
    if (bytes !== undefined) texts.set(member.path, metadataText(name, member.path, Buffer.from(bytes)))
  }
  const described = foreignContext(path.basename(name), texts, {}, [])
  const { manifest, distributions = [] } = described
  const stated = new Map<string, Owner>()
  const root = [...texts.keys()].find(isTarballManifest)?.replace('EXUVIA.json', '') ?? ''
  const versions = new Map(distributions.map((each) => [each.normalizedName, each.version]))
  for (const { path: file, distribution } of manifest?.files ?? [])
    if (distribution !== undefined)
      stated.set(root + file, { name: distribution, version: versions.get(normalizeName(distribution)) })
  const of = (file: string): Owner | undefined => stated.get(file) ?? ownerOf(file, described)
  return { manifest, of: (member) => of(member) ?? of(member.replace(/c$/i, '')) }
}
