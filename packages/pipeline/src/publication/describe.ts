import { type Finding, type ReleaseManifest, usageError } from '@exuvia/model'
import { absoluteLinks } from '@exuvia/notes'
import type { PublishOptions } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { pagesUrl } from './access.ts'
import { checkTag } from './check-tag.ts'
import { notesSource } from './notes-source.ts'
import { type OwnNotes, readNotes } from './read-notes.ts'
import type { About, PublishRequest } from './request.ts'
import { tagTemplate, versionOfTag } from './tag-version.ts'

/** The publisher's options, without those that a run adds. */
export type Intent = Omit<PublishOptions, 'token' | 'signal' | 'clock' | 'onProgress'>

/** The parts of the notes that are known without GitHub. */
export interface NotesPlan {
  /** Undefined if GitHub writes them, or if the release keeps its existing text. */
  readonly own: OwnNotes | undefined
  /** GitHub writes them. */
  readonly generate: boolean
  /** They go after a text that the release has already. */
  readonly append: boolean
  readonly manifest: ReleaseManifest | undefined
  readonly version: string | undefined
  /** The form of the project's tags: `v{version}`. */
  readonly template: string
}

/** The complete intent of a publication. */
export interface Publication {
  readonly intent: Intent
  readonly notes: NotesPlan
  readonly findings: readonly Finding[]
}

/**
 * Joins the call, the config and the manifest into the intended release, without its files.
 * @throws usage errors `no-repository`, `no-tag`, `publish-tag-ref`, and those of the notes; refusal `publish-tag-version`
 */
export async function describePublication(
  request: PublishRequest,
  about: About | undefined,
  context: RunContext,
): Promise<Publication> {
  const { options, project } = request
  const { config } = project
  const repository = options.repository ?? config.publish.repository ?? context.env['GITHUB_REPOSITORY']
  if (repository === undefined) throw usageError('no-repository')
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw usageError('bad-repository', { repository })
  const version = about?.version
  const tag =
    options.tag ?? (version === undefined ? undefined : config.publish.tag.replaceAll('{version}', version))
  if (tag === undefined || tag === '') throw usageError('no-tag')
  if (tag.startsWith('refs/')) throw usageError('publish-tag-ref', { ref: tag })
  const aboutTag = await checkTag(tag, about, project)
  const prerelease = options.prerelease ?? config.publish.prerelease
  const latest = options.latest ?? config.publish.latest
  const apiUrl = context.env['GITHUB_API_URL']
  const template = tagTemplate(options.tag, version, config.publish.tag)
  const source = notesSource(request, context)
  const subject = { name: about?.name, version: version ?? versionOfTag(tag, template) }
  const read = source === undefined ? undefined : await readNotes(source, project.root, subject)
  const place = { page: pagesUrl(repository, context), tag, file: read?.file }
  const own = read === undefined ? undefined : { ...read, text: absoluteLinks(read.text, place) }
  const manifest = about !== undefined && 'artifacts' in about ? about : undefined
  const intent = {
    repository,
    tag,
    assets: [],
    name: about === undefined ? tag : `${about.name} ${about.version}`,
    draft: options.draft ?? config.publish.draft,
    replace: options.replace ?? false,
    ...(prerelease === undefined ? {} : { prerelease }),
    ...(latest === undefined ? {} : { latest }),
    ...(options.discussion ? { discussion: options.discussion } : {}),
    ...(about?.commit === undefined ? {} : { commit: about.commit }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
  return {
    intent,
    notes: {
      own,
      generate: source?.kind === 'generated',
      append: options.appendNotes ?? false,
      manifest,
      version: subject.version,
      template,
    },
    findings: [...aboutTag, ...(own?.findings ?? [])],
  }
}
