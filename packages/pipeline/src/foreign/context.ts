import { posix } from 'node:path'
import { parseTarballManifest } from '@exuvia/manifest'
import type { LicenseText, TarballManifest } from '@exuvia/model'
import { libRole } from '@exuvia/project'
import type { ForeignContext, ForeignDistribution } from '@exuvia/policy'
import {
  commandsOf,
  header,
  headers,
  licenseOfMetadata,
  normalizeName,
  parseCoreMetadata,
  parseDistInfoPath,
  parseEntryPoints,
  parseRecord,
} from '@exuvia/packaging'

/** Whether a path in an archive is where Exuvia's own tarballs have their manifest. */
export function isTarballManifest(path: string): boolean {
  return /^(?:[^/]+\/)?EXUVIA\.json$/.test(path)
}

const DESCRIBING: ReadonlySet<string> = new Set(['METADATA', 'RECORD', 'WHEEL', 'entry_points.txt'])

/** Whether a file of an archive describes the whole archive, or a distribution in it. */
export function describesArchive(path: string): boolean {
  const file = parseDistInfoPath(path)?.file
  return isTarballManifest(path) || (file !== undefined && DESCRIBING.has(file))
}

/** The folder of the distribution whose licence file a path is, and its place below; undefined for other files. */
export function licenseFileOf(path: string): { readonly folder: string; readonly file: string } | undefined {
  const inside = parseDistInfoPath(path)
  // Roles are those of files in `lib/`, whatever the folder is called here.
  return inside !== undefined && libRole(path.slice(inside.parent.length)) === 'license' ? inside : undefined
}

/**
 * Reads an archive's own description: its EXUVIA.json, and the distributions installed
 * in it. Pure.
 * @param texts the files that `describesArchive` names, by their path in the archive
 * @param licenseTexts the files that `licenseFileOf` names, with their path in the archive
 */
export function foreignContext(
  artifact: string,
  texts: ReadonlyMap<string, string>,
  licenses: Readonly<Record<string, string>>,
  licenseTexts: readonly LicenseText[],
): ForeignContext {
  let manifest: TarballManifest | undefined
  const distributions: ForeignDistribution[] = []
  const byFolder = Map.groupBy(
    licenseTexts.flatMap((text) => {
      const inside = licenseFileOf(text.path)
      return inside === undefined ? [] : [{ ...text, path: inside.file, folder: inside.folder }]
    }),
    ({ folder }) => folder,
  )
  const isWheel = artifact.toLowerCase().endsWith('.whl')
  for (const [path, text] of texts) {
    if (isTarballManifest(path)) manifest ??= parseTarballManifest(text, `${artifact}!${path}`)
    const inside = parseDistInfoPath(path)
    if (inside?.file !== 'METADATA') continue
    const metadata = parseCoreMetadata(text)
    const { folder } = inside
    const name = header(metadata, 'Name') ?? posix.basename(folder).split('-')[0] ?? ''
    const record = texts.get(`${folder}/RECORD`)
    distributions.push({
      name,
      normalizedName: normalizeName(name),
      version: header(metadata, 'Version'),
      requires: requiredBy(headers(metadata, 'Requires-Dist')),
      license: licenseOfMetadata(metadata, byFolder.get(folder) ?? [], licenses[normalizeName(name)]),
      // A wheel is one distribution, whatever its RECORD says.
      files: isWheel ? undefined : filesOf(record ?? '', folder),
      entryPoints: commandsOf(parseEntryPoints(texts.get(`${folder}/entry_points.txt`) ?? '')),
      isPure: /^Tag: .*-any\s*$/m.test(texts.get(`${folder}/WHEEL`) ?? ''),
    })
  }
  return { artifact, manifest, distributions }
}

/** RECORD's paths, and the .dist-info itself, as paths in the archive (PyPA "recording installed projects"). */
function filesOf(record: string, distInfo: string): ReadonlySet<string> {
  const base = posix.dirname(distInfo)
  const files = new Set([`${distInfo}/METADATA`, `${distInfo}/RECORD`])
  for (const { path } of parseRecord(record)) files.add(posix.join(base, path))
  return files
}

/** The names of requirements without an extra (core metadata, Requires-Dist), as PEP 503 spells them. */
function requiredBy(requirements: readonly string[]): string[] {
  const names = requirements
    .filter((text) => !/\bextra\b/.test(text))
    .flatMap((text) => /^\s*([\w.-]+)/.exec(text)?.[1] ?? [])
  return [...new Set(names.map((name) => normalizeName(name)))]
}
