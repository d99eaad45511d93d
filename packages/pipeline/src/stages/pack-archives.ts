import { createHash } from 'node:crypto'
import path from 'node:path'
import { type Entry, writeTarball, writeZip } from '@exuvia/archiver'
import { serializeTarballManifest } from '@exuvia/manifest'
import {
  addAll,
  type BytecodeInfo,
  type CompilerInfo,
  type ReleaseArtifact,
  type SourceTwinReference,
  type TargetContents,
  type TarballManifest,
  TARBALL_MANIFEST,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { throwIfStopped } from '../context.ts'
import { readBack } from '../release/archive-files.ts'
import { recordEntries } from './contents.ts'
import { summarizeDecisions } from './decisions.ts'
import { type PlannedEntry, hashEntries, textEntry } from './entries.ts'
import { hashOrRecall } from './kept-entries.ts'
import { measureFiles } from './measure.ts'
import { noticesEntry } from './notices.ts'
import { type Packer, checkReadBack, describeFiles, judgeAgain, kindsOf } from './packing.ts'
import { distributionById } from './target-files.ts'

/**
 * Writes archives with the same contents in several formats.
 * @param files their names
 * @param contents undefined for the source twin
 */
export async function packArchives(
  packer: Packer,
  files: readonly string[],
  contents: TargetContents | undefined,
  planned: readonly PlannedEntry[],
  sourceTwin: SourceTwinReference | undefined,
): Promise<ReleaseArtifact[]> {
  const { compiled, context, known } = packer
  throwIfStopped(context)
  const { plan } = compiled
  const { inventory } = plan.checked
  const target = contents === undefined ? undefined : formatTarget(contents.target)
  const hashed = await hashOrRecall(planned, known, packer.results, context.signal)
  const title = `${inventory.name} ${inventory.version}, ${target ?? 'source'}`
  const inside = contents?.distributions ?? plan.checked.sourceTwin
  const noticed = inside.map((id) => distributionById(plan.checked, id))
  hashed.push(await noticesEntry(title, noticed, hashed, packer.texts))
  if (contents !== undefined) {
    const records = recordEntries(describeFiles(hashed))
    addAll(hashed, await hashEntries(records, known, context.signal))
  }
  const described = describeFiles(hashed)
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
    files: described,
  }
  const aboutText = serializeTarballManifest(about)
  const aboutEntry = textEntry(TARBALL_MANIFEST, aboutText)
  const artifacts: ReleaseArtifact[] = []
  for (const file of files) {
    throwIfStopped(context)
    const written = await writeArchive(packer, file, [...hashed, aboutEntry])
    artifacts.push({
      kind: about.kind,
      file,
      ...(target === undefined ? {} : { target }),
      size: written.size,
      sha256: written.sha256,
      tarballManifest: sha256Of(aboutText),
      sizes: { ...measureFiles(described, aboutEntry.size, written.size), ...kindsOf(hashed) },
      ...(compiler === undefined ? {} : { compiler }),
      files: described,
    })
    const found = await readBack(path.join(packer.folder, file), plan.stem)
    checkReadBack([...hashed, aboutEntry], written, found, file)
    await judgeAgain(packer, plan.checked, contents, file, { found, packed: written.size, hashed })
  }
  return artifacts
}

function writeArchive(
  { compiled, folder, context, segments }: Packer,
  file: string,
  entries: readonly Entry[],
): Promise<{ readonly size: number; readonly sha256: string }> {
  const { checked, stem } = compiled.plan
  const options = {
    root: stem,
    mtime: checked.inventory.sourceDate,
    level: checked.config.pack.level,
    signal: context.signal,
  }
  const out = path.join(folder, file)
  if (file.endsWith('.zip')) return writeZip(out, entries, options)
  const compression = file.endsWith('.xz') ? 'xz' : file.endsWith('.zst') ? 'zst' : 'gz'
  return writeTarball(out, entries, { ...options, compression, env: context.env, kept: segments })
}

/** Native and embedded compilers of one version give the same tarball. */
function withoutToolchain(compiler: CompilerInfo): BytecodeInfo {
  const { toolchain: _toolchain, ...info } = compiler
  return info
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
