import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { rm } from 'node:fs/promises'
import { type Entry, writeTarball, writeZip } from '@exuvia/archiver'
import { addKinds } from '@exuvia/bytecode'
import {
  addAll,
  type ArtifactSizes,
  type BytecodeInfo,
  type Compiled,
  type CompilerInfo,
  type InnerSize,
  type ManifestFile,
  type Packed,
  type ReleaseArtifact,
  type SourceTwinReference,
  type TargetContents,
  type TarballManifest,
  TARBALL_MANIFEST,
  compareText,
  refusal,
  mapParallel,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { serializeTarballManifest } from '@exuvia/manifest'
import { innerFits } from '@exuvia/files'
import { judgePacked } from '@exuvia/policy'
import { type RunContext, throwIfStopped } from '../context.ts'
import { writtenDiffers } from '../release/write-proven.ts'
import { checkGiven, givenPolicy } from '../foreign/check-file.ts'
import { type ReadBack, readBack } from '../release/archive-files.ts'
import { applicationEntries, indexUnits, recordEntries, sourceEntries } from './contents.ts'
import { summarizeDecisions } from './decisions.ts'
import { type HashedEntry, type KnownFacts, type PlannedEntry, hashEntries, textEntry } from './entries.ts'
import { digestsOf, sourceFacts } from './known-facts.ts'
import { measureFiles } from './measure.ts'
import { type PlainTexts, noticesEntry } from './notices.ts'
import { artifactFile, distributionById } from './plan.ts'
import { describeWheels } from './wheels.ts'

/**
 * Compiled → Packed: writes the source twin, then every target's tarball, into `folder`,
 * reopens each and judges it by the decisions.
 * @throws refusal `packed-against-policy`, after removing the tarball
 */
export async function packRelease(compiled: Compiled, folder: string, context: RunContext): Promise<Packed> {
  const packer: Packer = { compiled, folder, context, known: sourceFacts(compiled), texts: new Map() }
  const twin = await packSourceTwin(packer)
  const reference: SourceTwinReference | undefined =
    twin === undefined ? undefined : { file: twin.file, sha256: twin.sha256, size: twin.size }
  const units = indexUnits(compiled)
  const { building } = compiled.plan
  let done = 0
  const artifacts = await mapParallel(building, availableParallelism(), async (contents) => {
    const entries = applicationEntries(compiled, contents, units)
    const artifact = await packArtifact(packer, contents, entries, reference)
    done += 1
    context.progress({ kind: 'count', stage: 'pack', label: artifact.file, done, total: building.length })
    return artifact
  })
  const all = twin === undefined ? artifacts : [...artifacts, twin]
  const wheels = await describeWheels(compiled.plan, context.signal)
  // The mark is only a type, and only this function sets it.
  return {
    compiled,
    folder,
    artifacts: all,
    wheels,
    digests: await digestsOf(packer.known),
  } as unknown as Packed
}

interface Packer {
  readonly compiled: Compiled
  readonly folder: string
  readonly context: RunContext
  /** Known facts about entries by content key, shared by all targets. */
  readonly known: KnownFacts
  /** Licence texts by digest, shared too. */
  readonly texts: PlainTexts
}

async function packSourceTwin(packer: Packer): Promise<ReleaseArtifact | undefined> {
  const { plan } = packer.compiled
  if (plan.checked.sourceTwin.length === 0) return undefined
  packer.context.progress({ kind: 'stage', stage: 'pack', detail: 'source twin' })
  return packArtifact(packer, undefined, sourceEntries(packer.compiled), undefined)
}

async function packArtifact(
  packer: Packer,
  contents: TargetContents | undefined,
  planned: readonly PlannedEntry[],
  sourceTwin: SourceTwinReference | undefined,
): Promise<ReleaseArtifact> {
  const { compiled, folder, context, known } = packer
  throwIfStopped(context)
  const { plan } = compiled
  const { inventory } = plan.checked
  const target = contents === undefined ? undefined : formatTarget(contents.target)
  const file = artifactFile(plan.stem, target)
  const hashed = await hashEntries(planned, known, context.signal)
  const title = `${inventory.name} ${inventory.version}, ${target ?? 'source'}`
  const inside = contents?.distributions ?? plan.checked.sourceTwin
  const noticed = inside.map((id) => distributionById(plan.checked, id))
  hashed.push(await noticesEntry(title, noticed, hashed, packer.texts))
  if (contents !== undefined) {
    const records = recordEntries(describeFiles(hashed))
    addAll(hashed, await hashEntries(records, known, context.signal))
  }
  const files = describeFiles(hashed)
  const compiler = compiled.compilers.find((info) => info.runtime === contents?.target.runtime)
  const about: TarballManifest = {
    schema: 'exuvia.tarball/1',
    name: inventory.name,
    version: inventory.version,
    kind: contents === undefined ? 'source' : 'application',
    ...(target === undefined ? {} : { target }),
    ...(inventory.commit === undefined ? {} : { commit: inventory.commit }),
    ...(inventory.uncommitted === undefined ? {} : { uncommitted: inventory.uncommitted }),
    sourceDate: inventory.sourceDate,
    ...(compiler === undefined ? {} : { compiler: withoutToolchain(compiler) }),
    policy: contents === undefined ? [] : summarizeDecisions(plan.checked, [contents]),
    ...(sourceTwin === undefined ? {} : { sourceTwin }),
    files,
  }
  const aboutText = serializeTarballManifest(about)
  const aboutEntry = textEntry(TARBALL_MANIFEST, aboutText)
  const entries: Entry[] = [...hashed, aboutEntry]
  const out = path.join(folder, file)
  const write = file.endsWith('.zip') ? writeZip : writeTarball
  const written = await write(out, entries, {
    root: plan.stem,
    mtime: inventory.sourceDate,
    level: plan.checked.config.pack.level,
    signal: context.signal,
  })
  const found = await readBack(out, plan.stem)
  checkReadBack([...hashed, aboutEntry], written, found, file)
  await judgeAgain(packer, contents, out, { found, packed: written.size })
  return {
    kind: about.kind,
    file,
    ...(target === undefined ? {} : { target }),
    size: written.size,
    sha256: written.sha256,
    tarballManifest: sha256Of(aboutText),
    sizes: { ...measureFiles(files, aboutEntry.size, written.size), ...kindsOf(hashed) },
    ...(compiler === undefined ? {} : { compiler }),
    files,
  }
}

/** Native and embedded compilers of one version give the same tarball. */
function withoutToolchain(compiler: CompilerInfo): BytecodeInfo {
  const { toolchain: _toolchain, ...info } = compiler
  return info
}

/**
 * Accepts a tarball only if the disk returns the written bytes, and every file in it is the one that was
 * hashed before.
 * @throws outside error `written-differs`; refusal `changed-while-packing`
 */
function checkReadBack(
  hashed: readonly Pick<HashedEntry, 'path' | 'sha256'>[],
  written: { readonly sha256: string },
  found: ReadBack,
  file: string,
): void {
  if (found.sha256 !== written.sha256) throw writtenDiffers(file)
  const packed = new Map(found.files.map((entry) => [entry.path, entry.sha256]))
  for (const entry of hashed) {
    if (packed.get(entry.path) !== entry.sha256) {
      throw refusal('changed-while-packing', { path: entry.path, file })
    }
  }
}

async function judgeAgain(
  packer: Packer,
  contents: TargetContents | undefined,
  file: string,
  { found, packed }: { readonly found: ReadBack; readonly packed: number },
): Promise<void> {
  const { checked } = packer.compiled.plan
  const findings = [...judgePacked(checked, contents?.target ?? 'source', found.files)]
  // The plan looked inside archives before their packed size was known, which bounds what `check` reads.
  if (contents !== undefined && !innerFits(innerSize(packer, contents), packed))
    addAll(findings, await checkGiven([file], givenPolicy(checked.config), packer.context))
  if (findings.some((item) => item.severity === 'error')) {
    await rm(file, { force: true })
    throw refusal('packed-against-policy', { file: path.basename(file) }, { findings })
  }
}

/** What the archives in a target's tarball hold, together. */
function innerSize({ compiled: { plan } }: Packer, { distributions }: TargetContents): InnerSize {
  const inner = distributions.flatMap((id) =>
    distributionById(plan.checked, id).files.flatMap(({ facts }) => facts?.inner ?? []),
  )
  return {
    bytes: inner.reduce((sum, { bytes }) => sum + bytes, 0),
    archives: inner.reduce((sum, { archives }) => sum + archives, 0),
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Entries as manifests describe them, sorted by path. */
export function describeFiles(entries: readonly HashedEntry[]): ManifestFile[] {
  return entries
    .map((entry): ManifestFile => ({
      path: entry.path,
      size: entry.size,
      sha256: entry.sha256,
      mode: entry.mode === 0o755 ? '0755' : '0644',
      ...(entry.ship === undefined ? {} : { ship: entry.ship }),
      ...(entry.distribution === undefined ? {} : { distribution: entry.distribution }),
      ...(entry.sourceSize === undefined ? {} : { sourceSize: entry.sourceSize }),
    }))
    .sort((a, b) => compareText(a.path, b.path))
}

/** Sums all bytecode inside by kind, over the same files as `sizes.bytecode`. */
function kindsOf(entries: readonly HashedEntry[]): Pick<ArtifactSizes, 'kinds'> {
  const kinds = entries.flatMap((entry) => entry.kinds ?? [])
  return kinds.length === 0 ? {} : { kinds: addKinds(kinds) }
}
