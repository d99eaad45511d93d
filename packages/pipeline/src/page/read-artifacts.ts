import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { archiveKind, sha256OfFile } from '@exuvia/files'
import type { GivesAway } from '@exuvia/manifest'
import { type ReleaseArtifact, type ReleaseManifest, refusal } from '@exuvia/model'
import { plainText } from '@exuvia/notices'
import { distributionStem } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { describeArchive } from '../inspect/describe-archive.ts'
import { type Member, archiveMembers, readMember } from '../inspect/members.ts'

/** The longest licence text that a page contains, and the longest sum of all. Bytes. */
const MAX_TEXT = 512 * 1024
const MAX_TEXTS = 8 * 1024 * 1024

export interface ReadArtifacts {
  /** Plain texts by SHA-256. */
  readonly texts: ReadonlyMap<string, string>
  /** By the artifact's file name; the artifacts that the folder contains and that have bytecode. */
  readonly givesAway: ReadonlyMap<string, GivesAway>
}

/**
 * Reads the artifacts of a release, each once: some texts in them, and what their bytecode reveals.
 * @param wanted SHA-256 of the texts
 * @returns undefined if the folder contains no artifact of the release
 * @throws refusal `artifact-changed`
 */
export async function readArtifacts(
  folder: string,
  { name, version, artifacts }: ReleaseManifest,
  wanted: ReadonlySet<string>,
  context: RunContext,
): Promise<ReadArtifacts | undefined> {
  const texts = new Texts(wanted)
  const stem = distributionStem(name, version)
  const givesAway = new Map<string, GivesAway>()
  let isAny = false
  for (const [index, artifact] of artifacts.entries()) {
    const file = path.join(folder, artifact.file)
    if (!existsSync(file)) continue
    isAny = true
    const found = await sha256OfFile(file, context.signal)
    if (found !== artifact.sha256)
      throw refusal('artifact-changed', { file, found, expected: artifact.sha256 })
    const missing = texts.missingIn(artifact, artifact.kind === 'wheel' ? '' : `${stem}/`)
    const revealed = await readArtifact(file, artifact, missing, texts, context)
    if (revealed !== undefined) givesAway.set(artifact.file, revealed)
    const label = artifact.file
    context.progress({ kind: 'count', stage: 'report', label, done: index + 1, total: artifacts.length })
  }
  return isAny ? { texts: texts.read, givesAway } : undefined
}

async function readArtifact(
  file: string,
  artifact: ReleaseArtifact,
  missing: ReadonlySet<string>,
  texts: Texts,
  context: RunContext,
): Promise<GivesAway | undefined> {
  async function* open(): AsyncGenerator<Member> {
    for await (const member of archiveMembers(file)) {
      const bytes = missing.has(member.path) ? await readMember(member, MAX_TEXT) : undefined
      if (bytes !== undefined) texts.add(bytes)
      yield bytes === undefined ? member : { ...member, content: once(bytes) }
    }
  }
  if (artifact.sizes.bytecode === 0) {
    if (missing.size > 0) for await (const _ of open()) context.signal.throwIfAborted()
    return undefined
  }
  const roughTimes = (await archiveKind(file)) === 'zip'
  const about = await describeArchive({ kind: 'archive', packed: artifact.size, roughTimes, open }, context)
  const { functions, classes, docstrings, names, strings, paths } = about.givesAway
  const sources = about.forms.source.files
  return { functions, classes, docstrings, names, strings, sources, paths: paths.map((each) => each.path) }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The texts that are wanted, each read from the first artifact that contains it. */
class Texts {
  readonly read = new Map<string, string>()
  readonly #wanted: ReadonlySet<string>
  #left = MAX_TEXTS

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted
  }

  /**
   * Paths in an artifact's archive of the texts that no earlier one had.
   * @param root the folder in the archive that contains everything, with its `/`
   */
  missingIn({ files }: ReleaseArtifact, root: string): Set<string> {
    const missing = new Set<string>()
    const seen = new Set<string>()
    for (const { path: at, sha256 } of files) {
      if (!this.#wanted.has(sha256) || this.read.has(sha256) || seen.has(sha256)) continue
      seen.add(sha256)
      missing.add(`${root}${at}`)
    }
    return missing
  }

  add(bytes: Uint8Array): void {
    if (bytes.length > this.#left) return
    const text = plainText(bytes)
    if (text === undefined) return
    this.#left -= bytes.length
    this.read.set(createHash('sha256').update(bytes).digest('hex'), text)
  }
}
