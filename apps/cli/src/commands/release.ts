import { heedProxies, releaseProject } from '@exuvia/pipeline'
import type { Command } from 'commander'
import { run, withCommonOptions } from '../run.ts'
import { printJson } from '../terminal.ts'
import { type BuildFlags, buildOptions, builtToJson, printBuilt, withBuildOptions } from './build.ts'
import { type PublishFlags, publishOptions, sayPublished, withPublishOptions } from './publish.ts'

export function addRelease(program: Command): void {
  withCommonOptions(
    withPublishOptions(
      withBuildOptions(
        program.command('release').argument('[paths...]', 'additional files or folders to publish'),
      ),
    ),
  ).action((paths: string[], options: BuildFlags & PublishFlags) =>
    run(options, async (context) => {
      heedProxies(context.env)
      const { built, published } = await releaseProject(
        buildOptions(options),
        publishOptions(paths, options),
        context,
      )
      if (options.json === true)
        printJson({ schema: 'exuvia.release/1', built: builtToJson(built), published })
      else {
        printBuilt(built, context, options)
        sayPublished(published)
      }
    }),
  )
}
