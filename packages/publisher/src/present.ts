import { type Asset, largest } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { isAtAddress, pageAddress } from './addresses.ts'
import { getRelease } from './api.ts'
import { getAsset, listAssets } from './api-assets.ts'
import { contended } from './explain.ts'
import type { GitHub } from './github.ts'
import { temporaryName } from './intent.ts'
import { type Progress, ReleaseGone } from './progress.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'

/** A file with only a known name. */
type Unmade = Pick<Asset, 'name'>

export interface Look {
  readonly github: GitHub
  readonly release: RemoteRelease
  readonly wanted: readonly (Asset | Unmade)[]
  readonly progress: Progress
  /** Before the publication itself only an immutable release is worth a wait: there a missing file is an error. */
  readonly isPreflight?: boolean
  /** Believe what the server confirmed to this run, and do not read it again where the list lags. */
  readonly trusts?: boolean
}

/** Milliseconds after a change in which lists may not show it. */
const FRESH = 60_000
/** Seconds between looks while nothing proves that a file is on the release. */
const LOOKS = [1, 2, 4, 8]
/** The same where another answer proves it. */
const PROVEN_LOOKS = [1, 2, 4, 8, 15, 15, 30]
/** More addresses cost more than what they save. */
const MAX_ADDRESSES = 200

/**
 * Returns the existing assets. Lists lag by seconds, so a file that the list lacks counts as missing only if no
 * other answer shows it: those of this run, the release's own field, and the file's address. If none can tell,
 * and the release changed a moment ago, the function looks again for a quarter of a minute.
 * @throws ReleaseGone; outside error `publish-contended` if the list never shows a file that is at its address
 */
export async function presentAssets(look: Look): Promise<RemoteAsset[]> {
  const { github, progress } = look
  for (let looks = 0; ; looks += 1) {
    const present = await listedOrPlaced(look)
    if (lackingIn(present, look).length === 0) return present
    const current = await currentRelease(look, looks > 0)
    await addEmbedded(github, current, present, progress)
    const lacking = lackingIn(present, look)
    if (lacking.length === 0) return present
    if (look.isPreflight === true && !current.immutable) return present
    const isTaken = ({ name }: Unmade): boolean => progress.taken.has(name)
    const asked = await atAddresses(
      github,
      current,
      present,
      lacking.filter((asset) => !isTaken(asset)),
    )
    const { absent } = asked
    const proven = [...lacking.filter(isTaken), ...asked.proven]
    for (const { name } of absent) progress.absent.add(name)
    const rest = lacking.filter((asset) => !absent.includes(asset))
    const isFresh = github.serverNow() - lastChange(current, present) < FRESH
    const isOwn = progress.created.has(look.release.id)
    const wait = (proven.length > 0 ? PROVEN_LOOKS : isFresh ? LOOKS.slice(0, isOwn ? 2 : 4) : [])[looks]
    if (rest.length === 0) return present
    const [first] = proven
    if (wait === undefined) {
      if (first !== undefined && !progress.taken.has(first.name)) {
        throw contended(`GitHub's list of its files does not show ${first.name}, which is at its address`)
      }
      for (const { name } of rest) {
        progress.absent.add(name)
        progress.taken.delete(name)
      }
      return present
    }
    github.report({
      type: 'wait',
      seconds: wait,
      reason: `GitHub's list may not show all files yet, such as ${(first ?? rest[0])?.name ?? ''}`,
    })
    await github.clock.sleep(wait * 1000, github.signal)
  }
}

/** The listed assets, and those that the server confirmed to this run, each read by its id if the list differs. */
async function listedOrPlaced({ github, release, progress, trusts }: Look): Promise<RemoteAsset[]> {
  const { placed, gone } = progress
  const listed = await listOrGone(github, release.id)
  progress.trusted = 0
  const known = new Map(listed.map((asset) => [asset.id, asset]))
  const isCurrent = ({ id, name }: RemoteAsset): boolean =>
    !gone.has(id) && (placed.get(id)?.name ?? name) === name
  const present = listed.filter(isCurrent)
  for (const [id, told] of placed) {
    if (gone.has(id) || known.get(id)?.name === told.name) continue
    if (trusts === true && told.sha256 !== undefined && told.state === 'uploaded') {
      progress.trusted += 1
      present.push(told)
      continue
    }
    const asset = await getAsset(github, id)
    if (asset === undefined) placed.delete(id)
    else present.push(asset)
  }
  return present
}

async function listOrGone(github: GitHub, release: number): Promise<RemoteAsset[]> {
  try {
    return await listAssets(github, release)
  } catch (error) {
    if (error instanceof Failure && error.status === 404) throw new ReleaseGone('the release is gone')
    throw error
  }
}

/**
 * Wanted files that are not among the present ones, although they may be on the release. Only this run uploads to
 * its own new release: there it is those of an upload without a clear answer.
 */
function lackingIn(present: readonly RemoteAsset[], { wanted, progress, release }: Look): (Asset | Unmade)[] {
  const { absent, created, taken, unclear } = progress
  const names = new Set(present.map(({ name }) => name))
  return wanted.filter((asset) => {
    const { name } = asset
    if (names.has(name) || absent.has(name)) return false
    if (taken.has(name)) return true
    const own = namesOf(asset)
    if (own.some((each) => names.has(each))) return false
    return !created.has(release.id) || own.some((each) => unclear.has(each))
  })
}

function namesOf(asset: Asset | Unmade): string[] {
  return 'sha256' in asset ? [asset.name, temporaryName(asset)] : [asset.name]
}

/** The release that began the run, once; then the present one. */
async function currentRelease({ github, release, progress }: Look, isOld: boolean): Promise<RemoteRelease> {
  if (!isOld && !progress.read.has(release)) {
    progress.read.add(release)
    return release
  }
  const now = await getRelease(github, release.id)
  if (now === undefined) throw new ReleaseGone('the release is gone')
  return now
}

/** Adds what the release's own field shows and the list does not, if it still exists. */
async function addEmbedded(
  github: GitHub,
  release: RemoteRelease,
  present: RemoteAsset[],
  { placed, gone }: Progress,
): Promise<void> {
  const ids = new Set(present.map(({ id }) => id))
  for (const { id } of release.assets) {
    if (ids.has(id) || gone.has(id)) continue
    const asset = await getAsset(github, id)
    if (asset === undefined) continue
    placed.set(id, asset)
    present.push(asset)
  }
}

/**
 * Asks the public addresses of files. An address proves that a file exists; that it does not exist only if the
 * address of another file of the release answers: those of drafts and of private repositories never do.
 */
async function atAddresses(
  github: GitHub,
  release: RemoteRelease,
  present: readonly RemoteAsset[],
  lacking: readonly (Asset | Unmade)[],
): Promise<{ proven: (Asset | Unmade)[]; absent: (Asset | Unmade)[] }> {
  const nothing = { proven: [], absent: [] }
  if (release.draft || lacking.length > MAX_ADDRESSES) return nothing
  const isThere = async (name: string): Promise<boolean | undefined> => {
    const address = pageAddress(github, release, name)
    return address === undefined ? undefined : isAtAddress(github, address)
  }
  const control = present.find(({ state }) => state === 'uploaded')
  const canTell = control !== undefined && (await isThere(control.name)) === true
  if (control !== undefined && !canTell) return nothing
  const proven: (Asset | Unmade)[] = []
  const absent: (Asset | Unmade)[] = []
  const queue = [...lacking]
  const work = async (): Promise<void> => {
    for (let asset = queue.shift(); asset !== undefined; asset = queue.shift()) {
      const answers: (boolean | undefined)[] = []
      for (const name of namesOf(asset)) {
        answers.push(await isThere(name))
        if (answers.includes(true)) break
      }
      if (answers.includes(true)) proven.push(asset)
      else if (canTell && answers.every((answer) => answer === false)) absent.push(asset)
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
  return { proven, absent }
}

function lastChange(release: RemoteRelease, present: readonly RemoteAsset[]): number {
  return largest([release.changedAt, ...present.map(({ createdAt }) => createdAt)])
}
