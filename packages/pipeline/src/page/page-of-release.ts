import path from 'node:path'
import { existsSync } from 'node:fs'
import { type PageFindings, renderPage } from '@exuvia/manifest'
import type { Finding, ReleaseManifest } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { checkGiven } from '../foreign/check-file.ts'
import { readStart } from '../start/kept-start.ts'
import { readArtifacts } from './read-artifacts.ts'
import { readSoftware } from './read-software.ts'

/**
 * Makes the page of a release from its folder. It reads each artifact and the SBOM that the folder contains, compares
 * them with the manifest, and runs nothing. What the folder lacks is unknown on the page.
 * @param findings those of the build; undefined: what a check of the finished artifacts finds
 * @throws refusals `artifact-changed`, `sbom-unreadable`; what reading an archive throws
 */
export async function pageOfRelease(
  folder: string,
  manifest: ReleaseManifest,
  {
    findings,
    previous,
  }: { readonly findings?: readonly Finding[] | undefined; readonly previous?: ReleaseManifest | undefined },
  context: RunContext,
): Promise<string> {
  const software = await readSoftware(folder, manifest)
  const wanted = new Set(software?.flatMap(({ texts }) => texts.map(({ sha256 }) => sha256)))
  const read = await readArtifacts(folder, manifest, wanted, context)
  const found: PageFindings | undefined =
    findings === undefined
      ? await checkArtifacts(folder, manifest, context)
      : { of: 'build', items: findings }
  return renderPage({
    manifest,
    // A build compares bytes with bytes: what a machine measured before is not in its page.
    start: findings === undefined ? await readStart(folder, manifest) : undefined,
    previous,
    software,
    findings: found,
    texts: read?.texts,
    givesAway: read?.givesAway,
  })
}

/** The findings about the artifacts, by their own record of how files ship; undefined if one of them is missing. */
async function checkArtifacts(
  folder: string,
  { artifacts }: ReleaseManifest,
  context: RunContext,
): Promise<PageFindings | undefined> {
  const files = artifacts.map(({ file }) => path.join(folder, file))
  if (!files.every((file) => existsSync(file))) return undefined
  return {
    of: 'tarballs',
    items: await checkGiven(files, { policy: undefined, accept: [], licenses: {} }, context),
  }
}
