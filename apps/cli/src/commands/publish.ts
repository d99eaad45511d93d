import {
  type PublicationPreview,
  type PublishPathsOptions,
  type Publishing,
  dryRun,
  formatBytes,
  heedProxies,
  publishPaths,
} from '@exuvia/pipeline'
import type { Command } from 'commander'
import { oneOf } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { columns, indent, paint, print, printJson, safe, say } from '../terminal.ts'

/** Options of every command that publishes. */
export interface PublishFlags extends CommonOptions {
  readonly repo?: string
  readonly tag?: string
  readonly draft?: boolean
  readonly prerelease?: boolean
  readonly latest?: 'true' | 'false' | 'legacy'
  readonly notes?: string
  readonly replace?: boolean
  readonly provenance?: boolean
  readonly dryRun?: boolean
}

export function addPublish(program: Command): void {
  withCommonOptions(
    withPublishOptions(
      program
        .command('publish')
        .description('put a release on GitHub Releases, exactly once; run it again to go on')
        .argument('<paths...>', 'a folder with a release, and other files or folders that shall go along')
        .option('--dry-run', 'say what would be done; needs no token and sends nothing'),
    ),
  )
    .addHelpText(
      'after',
      '\nEnvironment: GITHUB_TOKEN (contents: write; attestations: write for --provenance), GITHUB_API_URL, GITHUB_REPOSITORY',
    )
    .action((paths: string[], options: PublishFlags) =>
      run(options, async (context) => {
        if (options.dryRun === true) {
          const preview = await dryRun(publishOptions(paths, options), context)
          if (options.json === true) printJson({ schema: 'exuvia.publish-plan/1', ...preview })
          else printPreview(preview)
          return preview.passed
        }
        heedProxies(context.env)
        const published = await publishPaths(publishOptions(paths, options), context)
        if (options.json === true) printJson({ schema: 'exuvia.publish/1', ...published })
        else sayPublished(published)
        return true
      }),
    )
}

/** The options that `publish` and `release` share. */
export function withPublishOptions(command: Command): Command {
  return command
    .option('--repo <owner/name>', 'the repository (default: publish.repository, GITHUB_REPOSITORY)')
    .option('--tag <tag>', 'the tag (default: publish.tag, "v{version}")')
    .option('--draft', 'leave it a draft')
    .option('--prerelease', 'mark it as a prerelease')
    .option(
      '--latest <value>',
      'whether it becomes the latest release: true, false or legacy',
      oneOf('true', 'false', 'legacy'),
    )
    .option(
      '--notes <source>',
      'what comes before the size table: changelog, changelog:FILE, changesets, generated, or a Markdown file (default: publish.notes)',
    )
    .option(
      '--replace',
      'make the release hold this build: replace other bytes, move the tag, remove what only earlier builds had',
    )
    .option('--provenance', 'say how the release was built (SLSA), signed in GitHub Actions')
}

/** Lines of the notes that a dry run shows. */
const NOTES_SHOWN = 40

/** What would be on the release, for people. */
function printPreview(preview: PublicationPreview): void {
  const { repository, tag, assets, notes, generated } = preview
  const attested = preview.provenance === 'signed' ? ', and attested' : ''
  print(`${repository} ${tag}: ${assets.length} assets would be there${attested}`)
  print(columns(assets.map(({ name, size, sha256 }) => ['', safe(name), formatBytes(size), sha256])))
  if (generated) print('GitHub would write the first part of the notes')
  if (notes === '') return
  const lines = safe(notes.trimEnd()).split('\n')
  print(`the notes${generated ? ' after it' : ''}, ${notes.length} characters:\n`)
  print(indent(lines.slice(0, NOTES_SHOWN).join('\n')))
  const more = lines.length - NOTES_SHOWN
  if (more > 0) print(`\n  and ${more} more lines, which --json has`)
}

/** Flags as the pipeline takes them. */
export function publishOptions(paths: readonly string[], flags: PublishFlags): PublishPathsOptions {
  return {
    paths,
    config: flags.config,
    repository: flags.repo,
    tag: flags.tag,
    draft: flags.draft,
    prerelease: flags.prerelease,
    latest: flags.latest,
    notes: flags.notes,
    replace: flags.replace,
    provenance: flags.provenance,
  }
}

/** What a publication changed, for people. */
export function sayPublished(published: Publishing): void {
  const counts = [
    [published.uploaded.length - published.replaced.length, 'uploaded'],
    [published.replaced.length, 'replaced'],
    [published.removed.length, 'of an earlier build removed'],
    [published.kept.length, 'already there'],
  ] as const
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const state = published.changed
    ? paint(['green', 'bold'], published.published ? 'published' : 'drafted')
    : paint('green', 'nothing to do')
  say(`${state} ${published.tag}: ${said.join(', ')}`)
  const { provenance } = published
  if (provenance?.state === 'signed') {
    const was = provenance.new
      ? paint(['green', 'bold'], 'attested')
      : `${paint('green', 'attested')} already`
    say(`${was}: how ${provenance.files} files were built, signed through Sigstore`)
  }
  print(published.url)
}
