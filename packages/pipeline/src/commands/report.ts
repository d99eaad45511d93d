import path from 'node:path'
import type { ReleaseManifest } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import { pageOfRelease } from '../page/page-of-release.ts'
import type { FoundManifest } from '../release/find-manifest.ts'
import { replaceText } from '../release/staging.ts'
import { pageName } from '../stages/manifest.ts'
import type { RunContext } from '../context.ts'

/**
 * Writes the page of a release: one HTML file that needs no other and no network.
 * @param options.previous an earlier release to compare with
 * @param options.out the file; relative to the context's `cwd`. Default: `NAME-VERSION.report.html` there
 * @returns its absolute path
 * @throws as `pageOfRelease`, and outside errors of writing
 */
export async function writePage(
  { file, manifest }: FoundManifest,
  options: { readonly previous?: ReleaseManifest | undefined; readonly out?: string | undefined },
  context: RunContext,
): Promise<string> {
  const out = path.resolve(
    context.cwd,
    options.out ?? pageName(distributionStem(manifest.name, manifest.version)),
  )
  const page = await pageOfRelease(path.dirname(file), manifest, { previous: options.previous }, context)
  await replaceText(out, page)
  return out
}
