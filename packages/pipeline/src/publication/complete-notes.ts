import { type Finding, type ReleaseManifest, finding } from '@exuvia/model'
import { ownNotes } from '@exuvia/notes'
import { type ListedRelease, type PreflightReport, generateNotes, listPublished } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { accessOf, pagesUrl } from './access.ts'
import { checksumsDigest } from './assets.ts'
import { composeBody } from './body.ts'
import { previousTag } from './choose-previous.ts'
import type { Intent, NotesPlan, Publication } from './describe.ts'
import { sayUnlessError } from '../say.ts'
import { findPrevious } from './previous.ts'
import { versionOfTag } from './tag-version.ts'

/**
 * Fills in the parts of the notes that only GitHub knows: its own text, and the sizes of the previous
 * release. Generates an existing text again only if the release is public, the text is about another build,
 * and this run replaces that build. A public release keeps its text unless this run replaces it, so a second
 * run changes nothing.
 */
export async function completeNotes(
  publication: Pick<Publication, 'intent' | 'notes'>,
  state: Pick<PreflightReport, 'release' | 'notes' | 'there'>,
  context: RunContext,
): Promise<Intent> {
  const { intent, notes: plan } = publication
  const { notes: _, ...rest } = intent
  if (state.release === 'published' && !intent.replace) {
    sayUnlessError(aboutKept(publication, state, context), context)
    return rest
  }
  if (plan.own === undefined && !plan.generate && plan.manifest === undefined) return rest
  const standing = ownNotes(state.notes ?? '')
  const isOfBefore = state.release === 'published' && !speaksOf(intent, state.notes ?? '')
  const isGenerated = plan.generate && (standing === '' || isOfBefore || plan.append)
  const releases = isGenerated ? await listPublished(accessOf(intent.repository, context)) : undefined
  const fresh =
    plan.own?.text ?? (releases === undefined ? standing : await generate(intent, plan, releases, context))
  const text = plan.append ? appended(standing, fresh) : fresh
  const previous = await previousOf(intent, plan, releases, context)
  const body = composeNotes(publication, { notes: text, previous, context })
  sayUnlessError(body.findings, context)
  return { ...rest, notes: body.text }
}

/** Warns that a public release keeps notes which are not the given ones. */
export function aboutKept(
  publication: Pick<Publication, 'intent' | 'notes'>,
  state: Pick<PreflightReport, 'release' | 'notes' | 'there'>,
  context: RunContext,
): Finding[] {
  const { intent, notes: plan } = publication
  const { release } = state.there
  if (state.release !== 'published' || release === undefined || intent.replace || plan.own === undefined)
    return []
  const given = ownNotes(composeNotes(publication, { context }).text).trim()
  if (ownNotes(state.notes ?? '').includes(given)) return []
  return [finding('publish-notes-kept', 'warning', {}, { tag: release.tag, url: release.url })]
}

/** The standing text and the new one after it, once. */
function appended(standing: string, text: string): string {
  const [before, after] = [standing.trimEnd(), text.trim()]
  if (after === '' || before === after || before.endsWith(`\n\n${after}`)) return standing
  return before === '' ? text : `${before}\n\n${after}`
}

/** Whether a release's text is about these very files: it names the digest of their SHA256SUMS. */
function speaksOf({ assets }: Intent, body: string): boolean {
  const sums = checksumsDigest(assets)
  return sums !== undefined && body.includes(sums)
}

/** Composes the whole text from the known parts. */
export function composeNotes(
  { intent, notes: plan }: Pick<Publication, 'intent' | 'notes'>,
  {
    notes,
    previous,
    context,
  }: { notes?: string; previous?: ReleaseManifest | undefined; context: RunContext },
): ReturnType<typeof composeBody> {
  return composeBody({
    notes: notes ?? plan.own?.text ?? '',
    manifest: plan.manifest,
    previous,
    assets: intent.assets,
    repository: intent.repository,
    tag: intent.tag,
    page: pagesUrl(intent.repository, context),
    file: plan.own?.file,
  })
}

async function generate(
  { repository, tag, commit }: Intent,
  { version, template }: NotesPlan,
  releases: readonly ListedRelease[],
  context: RunContext,
): Promise<string> {
  const previous = previousTag(releases, {
    version: version ?? versionOfTag(tag, template),
    except: tag,
    template,
  })
  if (previous === undefined) {
    const item = finding('notes-since-unknown', 'note', {}, { tag, template })
    context.progress({ kind: 'finding', finding: item })
  }
  return generateNotes({
    ...accessOf(repository, context),
    tag,
    ...(commit === undefined ? {} : { commit }),
    ...(previous === undefined ? {} : { previousTag: previous }),
  })
}

async function previousOf(
  { repository, tag }: Intent,
  { manifest, template }: NotesPlan,
  releases: readonly ListedRelease[] | undefined,
  context: RunContext,
): Promise<NotesPlan['manifest']> {
  if (manifest === undefined) return undefined
  const { name, version } = manifest
  return (await findPrevious({ repository, tag, template, name, version, releases }, context))?.manifest
}
