import { existsSync } from 'node:fs'
import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { parseStart, serializeStart } from '@exuvia/manifest'
import { type ReleaseManifest, type StartMeasurements, type StartOfArtifact, refusal } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import { replaceText } from '../release/staging.ts'
import { startName } from '../stages/manifest.ts'

/** Bytes; a file with the times of thousands of commands is far smaller. */
const MOST = 16 * 1024 * 1024

/** The absolute path of the start-up times of a release. @param folder that of its manifest */
function startFile(folder: string, { name, version }: ReleaseManifest): string {
  return path.join(folder, startName(distributionStem(name, version)))
}

/**
 * Reads the start-up times beside a manifest; undefined if nobody measured them.
 * @throws refusal `start-invalid`; usage error `manifest-newer`
 */
export async function readStart(
  folder: string,
  manifest: ReleaseManifest,
): Promise<StartMeasurements | undefined> {
  const file = startFile(folder, manifest)
  if (!existsSync(file)) return undefined
  const bytes = await readBounded(file, MOST)
  if (bytes === undefined) {
    throw refusal('start-invalid', { where: file, problems: [`it has more than ${MOST} bytes`] })
  }
  return parseStart(bytes.toString('utf8'), file)
}

/**
 * Writes what was measured beside the manifest. What was measured before of the release's other tarballs stays; times
 * of tarballs that it no longer has go.
 * @returns the file
 */
export async function keepStart(
  folder: string,
  manifest: ReleaseManifest,
  measured: readonly StartOfArtifact[],
): Promise<string> {
  const before = await readStart(folder, manifest)
  const known = new Map([...(before?.artifacts ?? []), ...measured].map((each) => [each.sha256, each]))
  const file = startFile(folder, manifest)
  const { name, version } = manifest
  const artifacts = manifest.artifacts.flatMap(({ sha256 }) => known.get(sha256) ?? [])
  await replaceText(file, serializeStart({ schema: 'exuvia.start/1', name, version, artifacts }))
  return file
}
