import { createHash } from 'node:crypto'
import type { Asset } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { downloadBytes } from './download.ts'
import type { GitHub } from './github.ts'
import { temporaryName } from './intent.ts'
import { LISTING, LISTING_BUNDLES, type Listed, isListing, parseListing } from './listing.ts'
import type { RemoteAsset } from './shapes.ts'

/** A file with only a known name. */
type Unmade = Pick<Asset, 'name'>

/** 1,000 names of 230 characters with their digests take a third of this. */
const LARGEST_LISTING = 1024 * 1024
const MAX_READS = 4

/**
 * Finds files that earlier builds put on the release, by their lists, and that this build does not
 * have. Finds nothing if this build has no list: then only single files are published, and the rest stays.
 * @param wanted a file that is not built yet has no digest
 * @param known lists from earlier reads, by the asset's id; this function adds to them
 */
export async function readSuperseded(
  github: GitHub,
  wanted: readonly (Asset | Unmade)[],
  present: readonly RemoteAsset[],
  known: Map<number, ReadonlyMap<string, string>>,
): Promise<Listed> {
  const ours = wanted.find((asset) => asset.name === LISTING)
  if (ours === undefined) return new Map()
  const names = new Set(wanted.map((asset) => asset.name))
  const superseded = new Map<string, Set<string>>()
  for (const remote of present) {
    if (!isListing(remote.name) || remote.state !== 'uploaded' || remote.size > LARGEST_LISTING) continue
    if ('sha256' in ours && (remote.name === temporaryName(ours) || remote.sha256 === ours.sha256)) continue
    const entries = known.get(remote.id) ?? (await readListing(github, remote))
    known.set(remote.id, entries)
    for (const { name, sha256 } of present)
      if (LISTING_BUNDLES.includes(name) && !names.has(name) && sha256 !== undefined)
        superseded.set(name, new Set([sha256]))
    for (const [name, sha256] of entries) {
      if (!names.has(name)) superseded.set(name, (superseded.get(name) ?? new Set()).add(sha256))
    }
  }
  return superseded
}

/**
 * Reads a list and checks its bytes against its digest. If the server reports none, reads until two reads
 * agree, because a list damaged in transit would leave unknown files on the release.
 * @throws Failure
 */
async function readListing(github: GitHub, remote: RemoteAsset): Promise<ReadonlyMap<string, string>> {
  let expected = remote.sha256
  for (let tries = 0; tries < MAX_READS; tries += 1) {
    const bytes = await downloadBytes(github, remote)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 === expected) return parseListing(Buffer.from(bytes).toString('utf8'))
    if (remote.sha256 === undefined) expected = sha256
  }
  throw new Failure(`read ${remote.name} back: other bytes came than are there`, { kind: 'network' })
}
