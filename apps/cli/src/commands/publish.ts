import {
  type PublicationPreview,
  type PublishPathsOptions,
  type Publishing,
  type RemotePreview,
  dryRun,
  formatBytes,
  heedProxies,
  publishPaths,
} from '@exuvia/pipeline'
import type { Command } from 'commander'
import { oneOf } from '../options.ts'
import { type CommonOptions, run, withCommonOptions } from '../run.ts'
import { columns, indent, paint, print, printJson, safe, safeLine, say } from '../terminal.ts'

/** Options of every command that publishes. */
export interface PublishFlags extends CommonOptions {
  readonly repo?: string
  readonly tag?: string
  readonly title?: string
  readonly draft?: boolean
  readonly prerelease?: boolean
  readonly latest?: 'true' | 'false' | 'legacy'
  readonly notes?: string
  readonly replace?: boolean
  readonly provenance?: boolean
  readonly dryRun?: boolean
  readonly preview?: boolean
  readonly appendNotes?: boolean
  readonly discussionCategory?: string
}

export function addPublish(program: Command): void {
  withCommonOptions(
    withPublishOptions(
      program
        .command('publish')
        .argument('<paths...>', 'the folder of a release, and additional files or folders')
        .option('--dry-run', 'show what would be published; needs no token or network')
        .option('--preview', 'with --dry-run: read the release on GitHub, and show what would change there'),
    ),
  )
    .addHelpText(
      'after',
      `
Environment:
  GITHUB_TOKEN       contents: write (--provenance: attestations: write too)
  GITHUB_REPOSITORY  the default repository
  GITHUB_API_URL     the API of GitHub Enterprise Server`,
    )
    .action((paths: string[], options: PublishFlags) =>
      run(options, async (context) => {
        if (options.dryRun === true || options.preview === true) {
          if (options.preview === true) heedProxies(context.env)
          const preview = await dryRun(publishOptions(paths, options), context, options.preview === true)
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
    .option('--title <text>', "the title (default: publish.title, a draft's own, or name and version)")
    .option('--draft', 'keep the release a draft')
    .option('--prerelease', 'mark the release as a prerelease')
    .option(
      '--latest <value>',
      'make it the latest release: true, false or legacy',
      oneOf('true', 'false', 'legacy'),
    )
    .option(
      '--notes <source>',
      'source of the notes: changelog, changelog:FILE, changesets, generated, or a Markdown file (default: publish.notes)',
    )
    .option('--append-notes', 'put the notes after the text that a draft or replaced release has already')
    .option(
      '--discussion-category <name>',
      'start a discussion in this category when the release becomes public',
    )
    .option(
      '--replace',
      'replace an earlier build: overwrite its files, move the tag, remove files that only it had',
    )
    .option('--provenance', 'publish SLSA provenance, signed in GitHub Actions')
}

/** Lines of the notes that a dry run shows. */
const NOTES_SHOWN = 40

/** Prints what the release would contain. */
function printPreview(preview: PublicationPreview): void {
  const { repository, tag, assets, notes, generated } = preview
  const attested = preview.provenance === 'signed' ? ' and attest them' : ''
  print(
    `would publish ${assets.length} ${assets.length === 1 ? 'file' : 'files'} to ${repository} ${tag}${attested}`,
  )
  if (preview.remote !== undefined) printRemote(preview.remote, tag)
  else print(columns(assets.map(({ name, size, sha256 }) => ['', safeLine(name), formatBytes(size), sha256])))
  if (generated) print('GitHub would generate the first part of the notes')
  if (notes === '') return
  const lines = safe(notes.trimEnd()).split('\n')
  print(`${generated ? 'rest of the notes' : 'notes'}, ${notes.length} characters:\n`)
  print(indent(lines.slice(0, NOTES_SHOWN).join('\n')))
  const more = lines.length - NOTES_SHOWN
  if (more > 0) print(`\n  and ${more} more lines; --json shows all`)
}

const STATES = {
  none: 'does not exist yet',
  draft: 'is a draft',
  published: 'is public',
  unknown: 'could not be read',
} as const

/** Prints what would happen to each file on GitHub. */
function printRemote({ release, url, assets }: RemotePreview, tag: string): void {
  print(`the release ${safeLine(tag)} ${STATES[release]}${url === undefined ? '' : `: ${safeLine(url)}`}`)
  if (release === 'unknown') return
  print(columns(assets.map(({ name, size, action }) => ['', action, safeLine(name), formatBytes(size)])))
}

/** Converts flags to the pipeline's options. */
export function publishOptions(paths: readonly string[], flags: PublishFlags): PublishPathsOptions {
  return {
    paths,
    config: flags.config,
    repository: flags.repo,
    tag: flags.tag,
    title: flags.title,
    draft: flags.draft,
    prerelease: flags.prerelease,
    latest: flags.latest,
    notes: flags.notes,
    appendNotes: flags.appendNotes,
    discussion: flags.discussionCategory,
    replace: flags.replace,
    provenance: flags.provenance,
  }
}

/** Prints what a publication changed. */
export function sayPublished(published: Publishing): void {
  const counts = [
    [published.uploaded.length - published.replaced.length, 'uploaded'],
    [published.replaced.length, 'replaced'],
    [published.removed.length, 'removed from an earlier build'],
    [published.kept.length, 'unchanged'],
  ] as const
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const state = published.changed
    ? paint(['green', 'bold'], published.published ? 'published' : 'drafted')
    : paint('green', 'nothing to do')
  say(`${state} ${published.tag}: ${said.join(', ')}`)
  const { provenance } = published
  if (provenance?.state === 'signed') {
    const was = provenance.new ? paint(['green', 'bold'], 'attested') : paint('green', 'already attested')
    const { files, sbom } = provenance
    const described =
      sbom === undefined ? '' : ` and the SBOM of ${sbom} ${sbom === 1 ? 'archive' : 'archives'}`
    say(`${was}: provenance of ${files} files${described}, signed through Sigstore`)
  }
  print(published.url)
}
