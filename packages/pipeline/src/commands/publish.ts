import { configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { attest } from '../publication/attest.ts'
import { intend } from '../publication/intend.ts'
import { permit } from '../publication/permit.ts'
import { type PublicationPreview, preview } from '../publication/preview.ts'
import { publish } from '../publication/publish.ts'
import { type PublishPathsOptions, requestOf } from '../publication/request.ts'
import { withScratch } from '../publication/scratch.ts'
import type { Publishing } from '../publication/stages.ts'

/** Publishes; a second run changes nothing and reports that. Needs GITHUB_TOKEN. */
export async function publishPaths(options: PublishPathsOptions, context: RunContext): Promise<Publishing> {
  const project = await configOf(options, context)
  return withScratch(async (scratch) => {
    const intended = await intend(requestOf(options, project), scratch, context)
    const permitted = await permit(intended, context)
    return publish(await attest(permitted, scratch, context), context)
  })
}

/**
 * Previews a publication; changes nothing.
 * @param looks reads the release on GitHub too; else there is no request
 */
export async function dryRun(
  options: PublishPathsOptions,
  context: RunContext,
  looks = false,
): Promise<PublicationPreview> {
  const project = await configOf(options, context)
  return withScratch(async (scratch) =>
    preview(await intend(requestOf(options, project), scratch, context), looks, context),
  )
}
